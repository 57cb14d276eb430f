import { Socket } from 'node:net';
import type { Axios, AxiosResponse, RawAxiosHeaders } from 'axios';
import { AxiosHeaders, isAxiosError } from '../axios/axios.js';
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
import { tokenClient } from './token-client.js';
import type { TokenFailure } from './token-failure.js';
import type { TokenPolicy } from './token-policy.js';
import { readTokenResponse, UnusableTokenResponse } from './token-response.js';
import { TokenTransport } from './token-transport.js';

/** Path of the token endpoint below the base URL. */
const TOKEN_PATH = '/oauth/token';

/** The connection ended before there was an answer, so that asking again at once is worth it. */
const REFUSED_OR_RESET = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE']);

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
    const { transport } = options.http as { transport?: unknown };
    this.transport = new TokenTransport(transport);
    this.instance = tokenClient(options, this.transport);
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
    // AbortSignal.any() is missing in jsdom, and takes no signals but its own.
    const end = new AbortController();
    const onAbort = (): void => end.abort(signal.reason);
    const timer = setTimeout(
      () => end.abort(`it did not answer within ${Math.round(timeoutMs)} ms`),
      timeoutMs,
    );
    unref(timer);
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    try {
      return await this.request(credentials, end.signal);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
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
      const failure = this.describe(error, credentials, ended);
      // The head of an answer counts even where its body breaks off or cannot be read.
      const answer = isAxiosError(error) && !ended.aborted ? error.response : undefined;
      if (answer === undefined) return { failure };
      return {
        failure: { ...failure, status: answer.status, retryAfterMs: this.pauseMs(headersOf(answer)) },
      };
    }
  }

  private pauseMs(headers: AxiosHeaders): number | undefined {
    return retryAfterMs(
      headers.get('retry-after'),
      headers.get('date'),
      now().wallMs,
      this.policy.longestRetryAfterMs,
    );
  }

  private judge(
    answer: AxiosResponse<unknown>,
    requestedAt: Instant,
    credentials: ClientCredentials,
  ): TokenAttempt {
    const { status } = answer;
    const at = now();
    const headers = headersOf(answer);
    const pauseMs = this.pauseMs(headers);
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
    return { failure: { ...verdict, refused, status, retryAfterMs: pauseMs } };
  }

  /** An axios error holds the whole request, secret included. Only its message and code leave this room. */
  private describe(error: unknown, credentials: ClientCredentials, ended: AbortSignal): TokenFailure {
    if (ended.aborted) return { kind: 'transient', reason: String(ended.reason) };
    // Errors may name proxies together with their passwords.
    const text = credentials.redact(textOf(error)).replace(/\/\/[^\s/@]*@/g, '//');
    const cause: Error & { code?: string } = new Error(text);
    const { code, request } = isAxiosError(error) ? error : ({} as { code?: unknown; request?: unknown });
    // An adapter of the host's own may have made that error.
    if (typeof code === 'string') cause.code = code;
    const remedy = networkRemedy({
      code: cause.code ?? '',
      text,
      host: new URL(this.baseURL).host,
      certificate: this.transport.certificateOf(request),
      nowMs: now().wallMs,
    });
    return { kind: 'transient', reason: `the request failed (${text || String(code)})`, remedy, cause };
  }

  private get baseURL(): string {
    return this.options.identity.baseURL;
  }
}

function headersOf({ headers }: AxiosResponse<unknown>): AxiosHeaders {
  return AxiosHeaders.from(headers as RawAxiosHeaders);
}

/** Whether the answer is known to have come over a connection without TLS, such as that to a proxy. */
function isInClear(request: unknown): boolean {
  const socket = (request as { socket?: unknown } | null | undefined)?.socket;
  return socket instanceof Socket && !(socket as { encrypted?: boolean }).encrypted;
}

function isWorthASecondTry(failure: TokenFailure): boolean {
  const { code } = (failure.cause ?? {}) as { code?: string };
  return code !== undefined && REFUSED_OR_RESET.has(code);
}
