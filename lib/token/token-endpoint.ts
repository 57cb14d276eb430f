import { Socket } from 'node:net';
import type { Axios, AxiosRequestConfig, AxiosResponse, RawAxiosHeaders } from 'axios';
import axios, { AxiosHeaders, isAxiosError } from '../axios/axios.js';
import { adapterOfAccount } from '../axios/carrier.js';
import type { ClientCredentials } from '../config/client-credentials.js';
import type { ResolvedOptions } from '../config/resolved-options.js';
import { networkRemedy } from '../errors/network-remedy.js';
import { textOf } from '../errors/text-of.js';
import type { RateBudget } from '../pacing/rate-budget.js';
import { unlessAborted } from '../timing/abort.js';
import { type Instant, now } from '../timing/instant.js';
import { retryAfterMs } from '../timing/retry-after.js';
import { unref } from '../timing/unref.js';
import { attemptTimeoutMs } from './attempt-timing.js';
import { judgeAnswer } from './judge-answer.js';
import type { TokenAttempt, TokenAttemptRequest } from './token-attempt.js';
import type { TokenFailure } from './token-failure.js';
import type { TokenPolicy } from './token-policy.js';
import { readTokenResponse, UnusableTokenResponse } from './token-response.js';
import { TokenTransport } from './token-transport.js';

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

/** Path of the token endpoint below the base URL. */
const TOKEN_PATH = '/oauth/token';

/** A token response is a few hundred bytes, or some thousands; whatever is much longer is none. */
const LONGEST_BODY_BYTES = 1_048_576;

/** The connection ended before there was an answer, so that asking again at once is worth it. */
const REFUSED_OR_RESET = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE']);

/** A connection that was refused or lost, or a name that is not found for now: it may be over in a moment. */
const QUICK =
  /^(?:ECONNREFUSED|ECONNRESET|EPIPE|EAI_AGAIN|ENOTFOUND|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/;

/**
 * The vendor's token endpoint, `createOAuthToken` of its reference: HTTP Basic and a form with
 * `grant_type=client_credentials`. It has an axios instance of its own without interceptors, since a
 * token request that waited for a token would wait for ever.
 */
export class TokenEndpoint {
  private readonly instance: Axios;
  private readonly transport: TokenTransport;

  constructor(
    private readonly options: ResolvedOptions,
    private readonly policy: TokenPolicy,
    private readonly budget: RateBudget | undefined,
  ) {
    const given = options.http as Record<string, unknown>;
    const transport = Object.fromEntries(
      TRANSPORT_OPTIONS.filter((key) => key in given).map((key) => [key, given[key]]),
    );
    this.transport = new TokenTransport(given.transport);
    // Not axios.create(), which would bring along whatever the host has put into axios' process-wide defaults.
    this.instance = new axios.Axios({
      headers: {},
      ...(transport as AxiosRequestConfig),
      transport: this.transport,
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
   * whatever the adapter does. The time-out is reckoned when the rate budget has granted a start, and does not run while
   * that is waited for.
   */
  async attempt(
    credentials: ClientCredentials,
    { held, signal, mayTryTwice }: TokenAttemptRequest,
  ): Promise<TokenAttempt> {
    try {
      await this.budget?.take('token', signal);
      const begin = now();
      const timeoutMs = attemptTimeoutMs(held, begin, this.policy);
      const first = await this.requestWithin(timeoutMs, credentials, signal);
      if (first.response || !mayTryTwice || !isWorthASecondTry(first.failure)) return first;
      const leftMs = timeoutMs - (now().monotonicMs - begin.monotonicMs);
      await this.budget?.take('token', signal);
      return await this.requestWithin(leftMs, credentials, signal);
    } catch (error) {
      return { failure: this.describe(error, credentials, signal) };
    }
  }

  private async requestWithin(
    timeoutMs: number,
    credentials: ClientCredentials,
    signal: AbortSignal,
  ): Promise<TokenAttempt> {
    const expiry = new AbortController();
    const timer = setTimeout(
      () => expiry.abort(`it did not answer within ${Math.round(timeoutMs)} ms`),
      timeoutMs,
    );
    unref(timer);
    try {
      return await this.request(credentials, AbortSignal.any([signal, expiry.signal]));
    } finally {
      clearTimeout(timer);
    }
  }

  private async request(credentials: ClientCredentials, ended: AbortSignal): Promise<TokenAttempt> {
    const { scope } = this.options.tokenRequest;
    const form = new URLSearchParams({ grant_type: 'client_credentials' });
    if (scope !== '') form.set('scope', scope);
    const requestedAt = now();
    try {
      const request = this.instance.post<unknown>(TOKEN_PATH, form.toString(), {
        headers: {
          Accept: 'application/json',
          'Content-Type': 'application/x-www-form-urlencoded',
          Authorization: credentials.toBasicHeader(),
        },
        signal: ended,
      });
      // An adapter may be the host's own and deaf to signals.
      return this.judge(await unlessAborted(request, ended), requestedAt, credentials);
    } catch (error) {
      return { failure: this.describe(error, credentials, ended) };
    }
  }

  private judge(
    answer: AxiosResponse<unknown>,
    requestedAt: Instant,
    credentials: ClientCredentials,
  ): TokenAttempt {
    const { status } = answer;
    const at = now();
    const headers = AxiosHeaders.from(answer.headers as RawAxiosHeaders);
    const pauseMs = retryAfterMs(
      headers.get('retry-after'),
      headers.get('date'),
      at.wallMs,
      this.policy.longestRetryAfterMs,
    );
    // An adapter of the host's own may have parsed the body already.
    const body = typeof answer.data === 'string' ? answer.data : (JSON.stringify(answer.data) ?? '');
    if (status >= 200 && status < 300) {
      const response = readTokenResponse(body, this.policy);
      return response instanceof UnusableTokenResponse
        ? { failure: { kind: 'malformed', reason: response.reason, status, retryAfterMs: pauseMs } }
        : { response, requestedAt, tookMs: at.monotonicMs - requestedAt.monotonicMs, source: 'endpoint' };
    }
    const verdict = judgeAnswer({
      status,
      body,
      header: (name) => String(headers.get(name) ?? ''),
      isInClear: this.baseURL.startsWith('https:') && isInClear(answer.request),
    });
    const refused = verdict.kind === 'rejected' ? credentials : undefined;
    const isQuick = verdict.kind === 'transient' && isPassing(status);
    return { failure: { ...verdict, isQuick, refused, status, retryAfterMs: pauseMs } };
  }

  /** An axios error holds the whole request, secret included. Only its message and code leave this room. */
  private describe(error: unknown, credentials: ClientCredentials, ended: AbortSignal): TokenFailure {
    if (ended.aborted) return { kind: 'transient', reason: String(ended.reason) };
    // Errors may name proxies together with their passwords.
    const text = credentials.redact(textOf(error)).replace(/\/\/[^\s/@]*@/g, '//');
    const cause: Error & { code?: string } = new Error(text);
    const { code, request } = isAxiosError(error) ? error : ({} as { code?: string; request?: unknown });
    if (code !== undefined) cause.code = code;
    const remedy = networkRemedy({
      code: code ?? '',
      text,
      host: new URL(this.baseURL).host,
      certificate: this.transport.certificateOf(request),
      nowMs: now().wallMs,
    });
    const isQuick = QUICK.test(code ?? '');
    return { kind: 'transient', reason: `the request failed (${text || code})`, isQuick, remedy, cause };
  }

  private get baseURL(): string {
    return this.options.identity.baseURL;
  }
}

/** Whether the answer is known to have come over a connection without TLS, such as that to a proxy. */
function isInClear(request: unknown): boolean {
  const socket = (request as { socket?: unknown } | null | undefined)?.socket;
  return socket instanceof Socket && !(socket as { encrypted?: boolean }).encrypted;
}

/** Statuses of a server that is busy or down, and not of one that does not do such things. */
function isPassing(status: number): boolean {
  return status === 429 || (status >= 500 && status !== 501 && status !== 505 && status !== 511);
}

function isWorthASecondTry(failure: TokenFailure): boolean {
  const { code } = (failure.cause ?? {}) as { code?: string };
  return code !== undefined && REFUSED_OR_RESET.has(code);
}
