import { Socket } from 'node:net';
import type { Axios, AxiosResponse, RawAxiosHeaders } from 'axios';
import { AxiosHeaders, isAxiosError } from '../axios/axios.js';
import type { ClientCredentials } from '../config/client-credentials.js';
import type { ResolvedOptions } from '../config/resolved-options.js';
import type { CertificateFacts } from '../errors/network-remedy.js';
import type { RateBudget } from '../pacing/rate-budget.js';
import { after, type Instant, isReached, now } from '../timing/instant.js';
import { retryAfterMs } from '../timing/retry-after.js';
import { isLate } from '../timing/timeout.js';
import { within } from '../timing/within.js';
import type { AccessToken } from './access-token.js';
import { attemptTimeoutMs } from './attempt-timing.js';
import { describeFailure, isPassing, isWorthASecondTry } from './endpoint-failure.js';
import { judgeAnswer } from './judge-answer.js';
import type { TokenAttempt, TokenAttemptRequest } from './token-attempt.js';
import type { TokenAddress } from './token-address.js';
import { tokenClient } from './token-client.js';
import type { TokenFailure } from './token-failure.js';
import type { TokenPolicy } from './token-policy.js';
import { readTokenResponse, UnusableTokenResponse } from './token-response.js';
import { TokenTransport } from './token-transport.js';

/** Path of the token endpoint below the base URL. */
const TOKEN_PATH = '/oauth/token';

/**
 * The vendor's token endpoint, `createOAuthToken` of its reference: HTTP Basic and a form with
 * `grant_type=client_credentials`. It has an axios instance of its own without interceptors, since a
 * token request that waited for a token would wait for ever.
 */
export class TokenEndpoint {
  private readonly instance: Axios;
  private readonly transport: TokenTransport;
  readonly certificateOf = (request: unknown): CertificateFacts | undefined =>
    this.transport.certificateOf(request);

  constructor(
    private readonly options: ResolvedOptions,
    private readonly policy: TokenPolicy,
    private readonly budget: RateBudget | undefined,
    private readonly address?: TokenAddress,
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
      const make = async (): Promise<TokenAttempt> => {
        await this.budget?.take('token', signal);
        const begin = now();
        const timeoutMs = attemptTimeoutMs(held, begin, this.policy);
        const first = await this.requestWithin(timeoutMs, credentials, signal);
        const at = now();
        const stoodStill = isLate(after(begin, timeoutMs).monotonicMs, at.monotonicMs);
        if (first.response || signal.aborted || !isMadeAgain(first.failure, mayTryTwice, stoodStill))
          return first;
        const leftMs = stoodStill
          ? attemptTimeoutMs(held, at, this.policy)
          : timeoutMs - (at.monotonicMs - begin.monotonicMs);
        await this.budget?.take('token', signal);
        return this.requestWithin(leftMs, credentials, signal, true);
      };
      return worthIt(await (this.address ? this.address.inTurn(signal, make) : make()), held);
    } catch (error) {
      return { failure: describeFailure(error, credentials, signal, this) };
    }
  }

  private requestWithin(
    timeoutMs: number,
    credentials: ClientCredentials,
    signal: AbortSignal,
    isSecondTry = false,
  ): Promise<TokenAttempt> {
    return within(timeoutMs, (ended) => this.request(credentials, ended, isSecondTry), signal).catch(
      (error: unknown) => ({ failure: describeFailure(error, credentials, signal, this) }),
    );
  }

  private async request(
    credentials: ClientCredentials,
    ended: AbortSignal,
    isSecondTry: boolean,
  ): Promise<TokenAttempt> {
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
        // The connections of the pool may all be as dead as the first one was.
        ...(isSecondTry && { transport: this.transport.onNewConnection }),
      });
      return this.judge(await request, requestedAt, credentials);
    } catch (error) {
      const failure = describeFailure(error, credentials, ended, this);
      // The head of an answer counts even where its body breaks off or cannot be read.
      const answer = isAxiosError(error) && !ended.aborted ? error.response : undefined;
      if (answer === undefined) return { failure };
      return {
        failure: {
          ...failure,
          status: answer.status,
          retryAfterMs: this.pauseMs(headersOf(answer)),
        },
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
    const isQuick = verdict.kind === 'transient' && isPassing(status);
    return { failure: { ...verdict, isQuick, refused, status, retryAfterMs: pauseMs } };
  }

  get baseURL(): string {
    return this.options.identity.baseURL;
  }
}

function headersOf({ headers }: AxiosResponse<unknown>): AxiosHeaders {
  return AxiosHeaders.from(headers as RawAxiosHeaders);
}

/** Whether the request is made again at once. What was answered stands, even if it was read late. */
function isMadeAgain(failure: TokenFailure, mayTryTwice: boolean, stoodStill: boolean): boolean {
  return stoodStill ? failure.status === undefined : mayTryTwice && isWorthASecondTry(failure);
}

/** Whether the answer is known to have come over a connection without TLS, such as that to a proxy. */
function isInClear(request: unknown): boolean {
  const socket = (request as { socket?: unknown } | null | undefined)?.socket;
  return socket instanceof Socket && !(socket as { encrypted?: boolean }).encrypted;
}

/** A token of which nothing is left, as far as its answer says, is none while a good one is still held. */
function worthIt(attempt: TokenAttempt, held: AccessToken | undefined): TokenAttempt {
  if (held === undefined || isReached(held.expiresAt, now())) return attempt;
  if (attempt.response?.lifetime.source !== 'unusable') return attempt;
  // Of an API that never says anything else, nothing else is to be expected.
  if (held.lifetime.source === 'unusable') return attempt;
  return { failure: { kind: 'transient', reason: 'its "expires_in" leaves nothing', isQuick: true } };
}
