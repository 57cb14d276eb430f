import type { AxiosRequestConfig } from 'axios';
import type { AccountIdentity } from '../errors/account-identity.js';
import { InvalidOptionsError } from '../errors/invalid-options.error.js';
import type { WarmUp } from './account-options.js';
import { readCalls, type ResolvedCalls } from './call-options.js';
import { ClientCredentials } from './client-credentials.js';
import { type CredentialsProvider, readCredentials } from './credentials-options.js';
import { readAddress } from './environment-options.js';
import { readHttp } from './http-options.js';
import type { AlternativePaymentsModuleOptions } from './module-options.js';
import { readPacing, type ResolvedPacing } from './pacing-options.js';
import { proxyVariableProblems, withProxy } from './proxy.js';
import { type OptionLabel, Section } from './section.js';
import { isPlainObject, kindOf, show } from './values.js';
import { readTenants, type ResolvedTenants } from './tenants-options.js';
import { readTokenRequest, type ResolvedTokenRequest } from './token-request-options.js';
import { readTokenStore, type ResolvedTokenStore } from './token-store-options.js';

/** The options of one account after validation, with every default filled in. */
export interface ResolvedOptions {
  readonly identity: AccountIdentity;
  /** The API key, or the function that reads it. It is undefined for a registration that only has tenants. */
  readonly credentials: ClientCredentials | CredentialsProvider | undefined;
  readonly warmUp: WarmUp;
  /** Time without use in milliseconds after which the token is not renewed until the next use. */
  readonly sleepAfterMs?: number;
  readonly tokenRequest: ResolvedTokenRequest;
  readonly pacing: ResolvedPacing | false;
  readonly tokenStore?: ResolvedTokenStore;
  readonly tenants?: ResolvedTenants;
  readonly calls: ResolvedCalls;
  readonly http: AxiosRequestConfig;
}

/**
 * Validates the options of an account and fills in the defaults.
 *
 * @param label how messages name an option
 * @param knownProblems problems that were found before, while the options were read
 * @throws InvalidOptionsError that lists every problem and never shows a secret
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
  const problems = [...knownProblems];
  const all = new Section(options, problems, label);
  const address = readAddress(all);
  const credentials = readCredentials(all);
  const warmUp = all.oneOf<WarmUp>('warmUp', ['background', 'required', false], { otherwise: 'background' });
  const calls = all.section('calls', readCalls);
  const http = withProxy(all.section('http', readHttp, kindOf), address);
  problems.push(...proxyVariableProblems(http, address));
  const resolved: ResolvedOptions = {
    identity: {
      account,
      ...address,
      clientId: credentials instanceof ClientCredentials ? credentials.clientId : '',
    },
    credentials,
    // A registration without a key of its own has nothing to warm up, but its tenants inherit the option.
    warmUp: credentials === undefined ? false : warmUp,
    sleepAfterMs: all.milliseconds('sleepAfterMs', { otherwise: undefined }),
    tokenRequest: all.section('tokenRequest', readTokenRequest),
    tokenStore: all.section('tokenStore', (section) => readTokenStore(section, calls.timeoutMs), kindOf),
    tenants: all.section('tenants', readTenants, kindOf),
    pacing: all.section('pacing', readPacing),
    calls,
    http,
  };
  all.refuseUnknown();
  if (problems.length > 0) throw new InvalidOptionsError(account, problems);
  return resolved;
}
