import type { AxiosRequestConfig } from 'axios';
import type { CallOptions } from './call-options.js';
import type { CredentialsProvider } from './credentials-options.js';
import type { AlternativePaymentsEnvironment } from './environment-options.js';
import type { PacingOptions } from './pacing-options.js';
import type { TokenRequestOptions } from './token-request-options.js';

/**
 * When the first token is fetched.
 *
 * - `'background'`: once the application has started. The start is neither delayed nor failed.
 * - `'required'`: during the start. The application does not start without a token.
 * - `false`: when the first request needs it.
 */
export type WarmUp = 'background' | 'required' | false;

/** Options of one account, either a registered one or that of a tenant. */
export interface AccountOptions {
  /** The vendor's environment. Exactly one of `environment` and `baseURL` is required. */
  environment?: AlternativePaymentsEnvironment;
  /**
   * Address of the API, in place of an environment: a simulator or a gateway. `http:` is allowed only on
   * loopback.
   */
  baseURL?: string;
  /**
   * Lets `baseURL` be `http:` on a host other than loopback. The secret then travels unencrypted.
   * @default false
   */
  allowInsecureHttp?: boolean;
  /** Client id of the API key. Required, with its secret, unless `credentials` is given. */
  clientId?: string;
  /** Client secret of the API key. It never appears in errors, logs or snapshots. */
  clientSecret?: string;
  /**
   * Reads the API key for each token request, in place of `clientId` and `clientSecret`. Use it for keys that
   * are rotated.
   */
  credentials?: CredentialsProvider;
  /**
   * When the first token is fetched.
   * @default 'background'
   */
  warmUp?: WarmUp;
  /**
   * Puts an account to sleep after this many milliseconds without use: its token is not renewed until the
   * next use, which waits for a new token if the last one has expired. Use it in processes that seldom need
   * the API. By default, a registered account never sleeps, and the account of a tenant sleeps as
   * `tenants.sleepAfterMs` says.
   */
  sleepAfterMs?: number;
  /** Additions to the token request. */
  tokenRequest?: TokenRequestOptions;
  /**
   * The rate budget; `false` turns it off.
   * @default { requests: 5, perMilliseconds: 1100, queue: 100 }
   */
  pacing?: PacingOptions | false;
  /** How long a call may take, and how often it is repeated where that is safe. */
  calls?: CallOptions;
  /**
   * What the company's network needs: agents, proxy, certificates, adapter. For API requests, also headers
   * and `timeout` (milliseconds, default 20 000). `baseURL`, `auth`, an `Authorization` header, redirects,
   * the adapters `'fetch'` and `'xhr'` and HTTP/2 are refused. Answers and errors do not show headers, agents
   * and the proxy.
   */
  http?: AxiosRequestConfig;
}
