import type { AxiosRequestConfig } from 'axios';
import type { CallOptions } from './call-options.js';
import type { CredentialsProvider } from './credentials-options.js';
import type { AlternativePaymentsEnvironment } from './environment-options.js';
import type { PacingOptions } from './pacing-options.js';
import type { TokenRequestOptions } from './token-request-options.js';

/**
 * When the first token is fetched.
 *
 * - `'background'`: when the application has started, without delaying or failing its start.
 * - `'required'`: during the start; the application does not start without a token.
 * - `false`: when the first request needs it.
 */
export type WarmUp = 'background' | 'required' | false;

/** What is to be known of one account: a registered one, or that of a tenant. */
export interface AccountOptions {
  /** The vendor's environment. Exactly one of `environment` and `baseURL` is required. */
  environment?: AlternativePaymentsEnvironment;
  /** Address of the API instead of an environment: a simulator, a gateway. `http:` only on loopback. */
  baseURL?: string;
  /**
   * Lets `baseURL` be `http:` on a host other than loopback. The secret then travels readable.
   * @default false
   */
  allowInsecureHttp?: boolean;
  /** Client id of the API key. Required, with its secret, unless `credentials` is given. */
  clientId?: string;
  /** Client secret of the API key. Never appears in errors, logs or snapshots. */
  clientSecret?: string;
  /** Reads the API key for each token request, in place of `clientId` and `clientSecret`: for keys that are rotated. */
  credentials?: CredentialsProvider;
  /**
   * When the first token is fetched.
   * @default 'background'
   */
  warmUp?: WarmUp;
  /**
   * The token of an account that was not used for that many milliseconds is not renewed until its next use, which then
   * waits for a token if the last one has expired. For processes that seldom need the API; by default a registered account
   * never sleeps, and that of a tenant sleeps as the registration says.
   */
  sleepAfterMs?: number;
  /** Additions to the token request. */
  tokenRequest?: TokenRequestOptions;
  /**
   * The rate budget, or `false` for none.
   * @default { requests: 5, perMilliseconds: 1100, queue: 100 }
   */
  pacing?: PacingOptions | false;
  /** How long a call may take and how often it is repeated where that is safe. */
  calls?: CallOptions;
  /**
   * What the company's network needs: agents, proxy, certificates, adapter; for API requests also
   * headers and `timeout` (milliseconds, default 20 000). `baseURL`, `auth`, an `Authorization` header, redirects, the
   * adapters `'fetch'` and `'xhr'` and HTTP/2 are refused. Headers, agents and the proxy are not shown in answers and errors.
   */
  http?: AxiosRequestConfig;
}
