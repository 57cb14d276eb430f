import axios, {
  type Axios,
  type AxiosRequestConfig,
  AxiosHeaders,
  type AxiosResponse,
  type RawAxiosHeaders,
  isAxiosError,
} from 'axios';
import { adapterOfAccount } from '../axios/carrier.js';
import type { ClientCredentials } from '../config/client-credentials.js';
import type { ResolvedOptions } from '../config/resolved-options.js';
import { textOf } from '../errors/text-of.js';
import type { RateBudget } from '../pacing/rate-budget.js';
import { unlessAborted } from '../timing/abort.js';
import { type Instant, now } from '../timing/instant.js';
import { retryAfterMs } from '../timing/retry-after.js';
import type { TokenAttempt, TokenAttemptRequest } from './token-attempt.js';
import { classifyStatus, type TokenFailure } from './token-failure.js';
import type { TokenPolicy } from './token-policy.js';
import { readTokenResponse, UnusableTokenResponse } from './token-response.js';

/** The part of the `http` option that says how to reach a host, and nothing of what is said to it. */
const TRANSPORT_OPTIONS = [
  'family',
  'httpAgent',
  'httpsAgent',
  'insecureHTTPParser',
  'lookup',
  'proxy',
  'socketPath',
  'transport',
] as const;

/** A token response is a few hundred bytes; whatever is much longer is none. */
const LONGEST_BODY_BYTES = 65_536;

/** The connection ended before there was an answer, so that asking again at once is worth it. */
const REFUSED_OR_RESET = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE']);

/**
 * The vendor's token endpoint, `createOAuthToken` of its reference: HTTP Basic and a form with
 * `grant_type=client_credentials`. It has an axios instance of its own without interceptors, since a
 * token request that waited for a token would wait for ever.
 */
export class TokenEndpoint {
  private readonly instance: Axios;

  constructor(
    private readonly options: ResolvedOptions,
    private readonly policy: TokenPolicy,
    private readonly budget: RateBudget | undefined,
  ) {
    const given = options.http as Record<string, unknown>;
    const transport = Object.fromEntries(
      TRANSPORT_OPTIONS.filter((key) => key in given).map((key) => [key, given[key]]),
    );
    // Not axios.create(), which would bring along whatever the host has put into axios' process-wide defaults.
    this.instance = new axios.Axios({
      headers: {},
      ...(transport as AxiosRequestConfig),
      baseURL: options.identity.baseURL,
      adapter: adapterOfAccount(options.http),
      maxRedirects: 0,
      maxContentLength: LONGEST_BODY_BYTES,
      responseType: 'text',
      transformResponse: (body: unknown) => body,
      validateStatus: () => true,
    });
  }

  /**
   * Makes one attempt. Never rejects, and always ends within the time-out or once the signal is aborted,
   * whatever the adapter does. The time-out does not run while the rate budget is waited for.
   */
  async attempt(
    credentials: ClientCredentials,
    { timeoutMs, signal, mayTryTwice }: TokenAttemptRequest,
  ): Promise<TokenAttempt> {
    const expiry = new AbortController();
    const ended = AbortSignal.any([signal, expiry.signal]);
    let timer: NodeJS.Timeout | undefined;
    try {
      await this.budget?.take('token', signal);
      timer = setTimeout(
        () => expiry.abort(`it did not answer within ${Math.round(timeoutMs)} ms`),
        timeoutMs,
      );
      const first = await this.request(credentials, ended);
      if (first.response || !mayTryTwice || !isWorthASecondTry(first.failure)) return first;
      await this.budget?.take('token', ended);
      return await this.request(credentials, ended);
    } catch (error) {
      return { failure: describe(error, credentials, ended) };
    } finally {
      clearTimeout(timer);
    }
  }

  private async request(credentials: ClientCredentials, ended: AbortSignal): Promise<TokenAttempt> {
    const { tokenRequest } = this.options;
    const form = new URLSearchParams({ grant_type: 'client_credentials', ...tokenRequest.parameters });
    if (tokenRequest.scope !== '') form.set('scope', tokenRequest.scope);
    const requestedAt = now();
    try {
      const request = this.instance.post<unknown>(tokenRequest.path, form.toString(), {
        headers: {
          Accept: 'application/json',
          'Content-Type': 'application/x-www-form-urlencoded',
          Authorization: credentials.toBasicHeader(tokenRequest.credentialEncoding),
        },
        signal: ended,
      });
      // An adapter may be the host's own and deaf to signals.
      return this.judge(await unlessAborted(request, ended), requestedAt, credentials);
    } catch (error) {
      return { failure: describe(error, credentials, ended) };
    }
  }

  private judge(
    answer: AxiosResponse<unknown>,
    requestedAt: Instant,
    credentials: ClientCredentials,
  ): TokenAttempt {
    const { status } = answer;
    const at = now();
    // An adapter of the host's own may have parsed the body already.
    const body = typeof answer.data === 'string' ? answer.data : (JSON.stringify(answer.data) ?? '');
    if (status >= 200 && status < 300) {
      const response = readTokenResponse(body, this.policy);
      return response instanceof UnusableTokenResponse
        ? { failure: { kind: 'malformed', reason: response.reason, status } }
        : { response, requestedAt, tookMs: at.monotonicMs - requestedAt.monotonicMs, source: 'endpoint' };
    }
    const kind = classifyStatus(status, body);
    return {
      failure: {
        kind,
        ...(kind === 'rejected' && { refused: credentials }),
        reason: `it answered ${status}`,
        status,
        retryAfterMs: retryAfterMs(
          AxiosHeaders.from(answer.headers as RawAxiosHeaders).get('retry-after'),
          at.wallMs,
          this.policy.longestRetryAfterMs,
        ),
      },
    };
  }
}

/** An axios error holds the whole request, secret included. Only its message and code leave this room. */
function describe(error: unknown, credentials: ClientCredentials, ended: AbortSignal): TokenFailure {
  if (ended.aborted) return { kind: 'transient', reason: String(ended.reason) };
  const text = credentials.redact(textOf(error));
  const cause: Error & { code?: string } = new Error(text);
  const code = isAxiosError(error) ? error.code : undefined;
  if (code !== undefined) cause.code = code;
  return { kind: 'transient', reason: `the request failed (${text || code})`, cause };
}

function isWorthASecondTry(failure: TokenFailure): boolean {
  const { code } = (failure.cause ?? {}) as { code?: string };
  return code !== undefined && REFUSED_OR_RESET.has(code);
}
