import { Readable } from 'node:stream';
import {
  type AxiosAdapter,
  AxiosHeaders,
  type AxiosRequestHeaders,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
  isAxiosError,
} from 'axios';
import { AlternativePaymentsError } from '../errors/alternative-payments.error.js';
import type { RateBudget } from '../pacing/rate-budget.js';
import type { AccessToken } from '../token/access-token.js';
import type { TokenService } from '../token/token.service.js';
import { whileWanted } from './cancellation.js';
import { refuseForeignOrigin } from './origin-guard.js';
import { isRedirect, redirectError, refuseRedirects } from './redirects.js';
import { mayReplay } from './replay.js';

/** How one attempt ended: an answer, an error, or an error that holds an answer. */
interface Outcome {
  readonly response?: AxiosResponse;
  readonly error?: unknown;
}

/**
 * Carries one logical request through its attempts. It works beneath axios, in place of the adapter, so
 * that the caller's interceptors and transforms run once however often the request is sent, and every
 * attempt sends the same bytes.
 */
export class RequestRunner {
  constructor(
    private readonly baseURL: string,
    private readonly tokens: TokenService,
    private readonly budget: RateBudget | undefined,
  ) {}

  /**
   * @throws ForeignOriginError, RedirectRefusedError, TokenUnavailableError, AccountClosedError, RateQueueFullError,
   * or what axios throws
   */
  async run(config: InternalAxiosRequestConfig, adapter: AxiosAdapter): Promise<AxiosResponse> {
    refuseForeignOrigin(config, this.baseURL);
    refuseRedirects(config);
    if (hasOwnAuthorization(config)) {
      if (this.budget?.tryTake() === false) await this.slot(config);
      return settle(await attempt(config, adapter, config.headers), config);
    }
    const token = this.clearanceAtOnce() ?? (await this.clearance(config));
    const first = await attempt(config, adapter, withBearer(config.headers, token));
    if (first.response?.status !== 401) return settle(first, config);
    const hasSuccessor = this.tokens.reject(token.value);
    return settle(
      hasSuccessor && mayReplay(config) ? await this.replay(first, config, adapter) : first,
      config,
    );
  }

  /** A 401 proves that the server did not act, so the request is sent once more with another token. */
  private async replay(
    first: Outcome,
    config: InternalAxiosRequestConfig,
    adapter: AxiosAdapter,
  ): Promise<Outcome> {
    // Left unread, the first answer would keep its connection, which the token request may need.
    discard(first.response);
    let token: AccessToken;
    try {
      token = await this.clearance(config);
    } catch (error) {
      if (!(error instanceof AlternativePaymentsError)) throw error;
      // The caller is told what the API answered, and why it could not be mended.
      if (first.error instanceof Error) first.error.cause = error;
      return first;
    }
    const second = await attempt(config, adapter, withBearer(config.headers, token));
    if (second.response?.status === 401) this.tokens.reject(token.value);
    return second;
  }

  /** The token to send, where neither it nor a slot has to be waited for: the ordinary case. */
  private clearanceAtOnce(): AccessToken | undefined {
    const token = this.tokens.current();
    return token !== undefined && this.budget?.tryTake() !== false ? token : undefined;
  }

  /** Waits until the request may start, and returns the token to send at this very moment. */
  private async clearance(config: InternalAxiosRequestConfig): Promise<AccessToken> {
    for (;;) {
      if (this.tokens.current() === undefined) {
        await whileWanted(config, (signal) => this.tokens.ready(signal));
      }
      if (this.budget?.tryTake() === false) await this.slot(config);
      // The token may have expired while a slot was waited for.
      const token = this.tokens.valid();
      if (token !== undefined) return token;
    }
  }

  private slot(config: InternalAxiosRequestConfig): Promise<void> | undefined {
    return whileWanted(config, (signal) => this.budget?.take('request', signal));
  }
}

/** Authorization given by the caller, be it a header (`false` asks for none at all) or axios' `auth`. */
function hasOwnAuthorization(config: InternalAxiosRequestConfig): boolean {
  return config.headers.has('Authorization') || config.auth != null;
}

/** A copy of the headers with our token: the caller's own, which the configuration keeps, never hold it. */
function withBearer(headers: AxiosRequestHeaders, token: AccessToken): AxiosRequestHeaders {
  // Much cheaper than the constructor, which parses every header anew.
  const copy = Object.assign(Object.create(AxiosHeaders.prototype) as AxiosRequestHeaders, headers);
  copy.Authorization = `Bearer ${token.value}`;
  return copy;
}

/** Sends the request once with the given headers, which the configuration holds only while it is under way. */
async function attempt(
  config: InternalAxiosRequestConfig,
  adapter: AxiosAdapter,
  headers: AxiosRequestHeaders,
): Promise<Outcome> {
  const own = config.headers;
  config.headers = headers;
  try {
    const response = await adapter(config);
    response.config = config;
    return { response };
  } catch (error) {
    if (!isAxiosError(error)) return { error };
    error.config = config;
    if (error.response) error.response.config = config;
    return { error, response: error.response };
  } finally {
    config.headers = own;
  }
}

function settle({ response, error }: Outcome, config: InternalAxiosRequestConfig): AxiosResponse {
  if (response !== undefined && isRedirect(response.status)) {
    discard(response);
    throw redirectError(response, config);
  }
  if (response === undefined || error !== undefined) throw error;
  return response;
}

/** Ends a body that nobody will read. */
function discard(response: AxiosResponse | undefined): void {
  if (response?.data instanceof Readable) response.data.destroy();
}
