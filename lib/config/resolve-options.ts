import { InvalidOptionsError } from '../errors/invalid-options.error.js';
import { ClientCredentials } from './client-credentials.js';
import { readTenants } from './read-tenants.js';
import { readAddress } from './read-address.js';
import { readCalls } from './read-calls.js';
import { readCredentials } from './read-credentials.js';
import { readHttp } from './read-http.js';
import { OPTION_NAMES } from './option-names.js';
import { isPlainObject, type OptionLabel, type OptionName, OptionReader, show } from './option-reader.js';
import type { WarmUp } from './account-options.js';
import type { AlternativePaymentsModuleOptions } from './options.js';
import { proxyVariableProblems, withProxy } from './proxy.js';
import { readPacing } from './read-pacing.js';
import type { ResolvedOptions } from './resolved-options.js';
import { readTokenRequest } from './read-token-request.js';
import { readTokenStore } from './read-token-store.js';

/**
 * Checks the options of an account and fills in the defaults.
 *
 * @param label how messages name an option
 * @param knownProblems what was found wrong already, while the options were read
 * @throws InvalidOptionsError that lists everything that is wrong, never showing a secret
 */
export function resolveOptions(
  options: AlternativePaymentsModuleOptions,
  account: string,
  label: OptionLabel = (option) => `"${option}"`,
  knownProblems: readonly string[] = [],
): ResolvedOptions {
  if (!isPlainObject(options)) {
    throw new InvalidOptionsError(account, [
      `No options were given (${show(options)}). Return an object with "environment" or "baseURL", "clientId" and "clientSecret".`,
    ]);
  }
  const reader = new OptionReader(options as AlternativePaymentsModuleOptions, label, [...knownProblems]);
  for (const key of Object.keys(options).filter((one) => !OPTION_NAMES.includes(one as OptionName))) {
    reader.problems.push(`"${key}" is not an option. The options are ${OPTION_NAMES.join(', ')}.`);
  }
  const address = readAddress(reader);
  const credentials = readCredentials(reader);
  const warmUp = reader.oneOf<WarmUp>('warmUp', ['background', 'required', false], 'background');
  const calls = readCalls(reader);
  const http = withProxy(readHttp(reader), address);
  reader.problems.push(...proxyVariableProblems(http, address));
  const resolved: ResolvedOptions = {
    identity: {
      account,
      ...address,
      clientId: credentials instanceof ClientCredentials ? credentials.clientId : '',
    },
    credentials,
    // Without a key of its own a registration has nothing to warm up; its tenants have the option all the same.
    warmUp: credentials === undefined ? false : warmUp,
    sleepAfterMs: reader.milliseconds('sleepAfterMs'),
    tokenRequest: readTokenRequest(reader),
    tokenStore: readTokenStore(reader, calls.timeoutMs),
    tenants: readTenants(reader),
    pacing: readPacing(reader),
    calls,
    http,
  };
  if (reader.problems.length > 0) throw new InvalidOptionsError(account, reader.problems);
  return resolved;
}
