import { inspect } from 'node:util';
import { concealing } from '../config/redacted-print.js';
import { isPlainObject } from '../config/values.js';
import type { AlternativePaymentsWebhooksOptions } from './webhooks-options.js';

/**
 * Copies the options so that no print shows their secrets. A value that is not an object is left to
 * validation.
 *
 * @param reach whether a copy made by spreading has the secrets as well
 */
export function withConcealedSecrets(
  options: AlternativePaymentsWebhooksOptions,
  reach: 'spread' | 'by name',
): AlternativePaymentsWebhooksOptions {
  if (!isPlainObject(options)) return options;
  const given: AlternativePaymentsWebhooksOptions = options;
  const print = (): object => ({ ...given, secrets: given.secrets ? '[redacted]' : given.secrets });
  return Object.defineProperties(concealing({ ...given }, ['secrets'], reach), {
    toJSON: { value: print },
    [inspect.custom]: { value: print },
  });
}
