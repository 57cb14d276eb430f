import type { AxiosRequestConfig } from 'axios';
import type { SharedRateBudget } from '../sharing/shared-rate.js';
import type { CallOptions } from './call-options.js';
import type { CredentialsProvider } from './credentials-provider.js';

/** The vendor's two environments. They are separate: keys and tokens of one are useless in the other. */
export type AlternativePaymentsEnvironment = 'production' | 'demo';

/**
 * When the first token is fetched.
 *
 * - `'background'`: when the application has started, without delaying or failing its start.
 * - `'required'`: during the start; the application does not start without a token.
 * - `false`: when the first request needs it.
 */
export type WarmUp = 'background' | 'required' | false;

/** What is added to the documented token request. */
export interface TokenRequestOptions {
  /**
   * Scopes to ask for, separated by spaces. The documentation of the token endpoint names none, and nothing is sent
   * unless this is given.
   */
  scope?: string;
  /**
   * Time-out of one token attempt in milliseconds. While a good token is held an attempt gets less, so that there is time
   * for another one.
   * @default 10000
   */
  timeoutMs?: number;
}

/** The rate budget of an account. */
export interface PacingOptions {
  /**
   * Requests that may start within `perMilliseconds`.
   * @default 5
   */
  requests?: number;
  /**
   * Length of the window in milliseconds. A little longer than the vendor's second, since network jitter
   * can squeeze requests together on their way.
   * @default 1100
   */
  perMilliseconds?: number;
  /**
   * Requests that may wait for their turn; one more is refused.
   * @default 100
   */
  queue?: number;
  /**
   * A budget that all processes with the same API key draw on, such as `new RedisRateBudget(client)` of
   * `nestjs-alternative-payments/redis`. Each start then costs a round trip to it.
   */
  shared?: SharedRateBudget;
  /**
   * Requests that this process may start within `perMilliseconds` while the shared budget is out of reach.
   * @default 1
   */
  localShare?: number;
}

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
