import {
  AccountClosedError,
  AlternativePaymentsError,
  AlternativePaymentsModule,
  isAlternativePaymentsError,
  type TokenService,
} from 'nestjs-alternative-payments';
import { describe, expect, it } from 'vitest';
import { startApplication } from '../support/application.js';
import { compilePackage } from '../support/compiled-package.js';
import { failureOf } from '../support/failure-of.js';
import { simulate } from '../support/simulator.js';

type Package = typeof import('nestjs-alternative-payments');

const copy = (): Promise<Package> => compilePackage().then((url) => import(url) as Promise<Package>);

describe('two copies of the package in one application', () => {
  it('cannot register the same account, which would have two tokens and twice the rate', async () => {
    const other = await copy();
    const { options, journal } = await simulate();
    for (const name of [undefined, 'eu']) {
      const failure = await failureOf(
        startApplication(
          AlternativePaymentsModule.forRoot({ ...options, name }),
          other.AlternativePaymentsModule.forRoot({ ...options, name }),
        ),
      );
      expect(failure.name).toBe('InvalidRegistrationError');
      expect(failure.message).toContain('registered 2 times');
    }
    expect(journal.requests).toHaveLength(0);
  });

  it('may register different accounts', async () => {
    const other = await copy();
    const { options } = await simulate();
    const application = await startApplication(
      AlternativePaymentsModule.forRoot({ ...options, warmUp: false }),
      other.AlternativePaymentsModule.forRoot({ ...options, name: 'eu', warmUp: false }),
    );
    const tokens = application.get<TokenService>(other.getTokenServiceToken('eu'), { strict: false });
    await expect(tokens.getToken()).resolves.toMatch(/./);
  });

  it('know each other’s errors', async () => {
    const other = await copy();
    const errors = [new AccountClosedError('default'), new other.AccountClosedError('default')];
    expect(errors[1]).not.toBeInstanceOf(AlternativePaymentsError);
    for (const error of errors) {
      expect(isAlternativePaymentsError(error)).toBe(true);
      expect(other.isAlternativePaymentsError(error)).toBe(true);
      expect(Object.keys(error)).toEqual(Object.keys(new AccountClosedError('default')));
    }
  });

  it.each([undefined, null, 'text', {}, new Error('another'), { code: 'ACCOUNT_CLOSED' }])(
    'take nothing else for an error of theirs: %s',
    (other) => {
      expect(isAlternativePaymentsError(other)).toBe(false);
    },
  );
});
