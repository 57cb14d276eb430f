import { readFileSync } from 'node:fs';
import { DeliveryBusyError } from 'nestjs-alternative-payments/webhooks';
import { describe, expect, it } from 'vitest';
import { OWN_ERROR_CODES } from '../../lib/errors/error-codes.js';
import { SCOPE } from '../../lib/opentelemetry/scope.js';
import { EXPORTED_ERRORS } from '../package/exported-errors.js';

describe('the closed lists', () => {
  it('have the code of every error that is exported', () => {
    const codes = Object.values(EXPORTED_ERRORS).map(([code]) => code);
    const { code } = new DeliveryBusyError('id', 1);
    expect([...OWN_ERROR_CODES].toSorted()).toEqual([...codes, code].toSorted());
  });

  it('have the version of the package', () => {
    const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
    const { name, version } = JSON.parse(manifest) as { name: string; version: string };
    expect(SCOPE).toEqual([name, version]);
  });
});
