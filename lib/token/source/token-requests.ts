import { Socket } from 'node:net';
import type { Axios, AxiosResponse, RawAxiosHeaders } from 'axios';
import { AxiosHeaders, isAxiosError } from '../../axios/axios.js';
import type { ClientCredentials } from '../../config/client-credentials.js';
import { now } from '../../timing/instant.js';
import { retryAfterMs } from '../../timing/retry-after.js';
import { describeFailure, isPassing } from './endpoint-failure.js';
import { judgeAnswer } from './judge-answer.js';
import type { RequestTime } from './request-time.js';
import { type Network, tokenClient } from './token-client.js';
import type { TokenPolicy } from './token-policy.js';
import { readTokenResponse } from './token-response.js';
import type { TokenAttempt } from './token-source.js';
import { TokenTransport } from './token-transport.js';

/** Path of the token endpoint below the base URL. */
const TOKEN_PATH = '/oauth/token';

/** What is requested from which token endpoint. */
interface EndpointSettings extends Network {
  /** Empty for no scope. */
  readonly scope: string;
}

/**
 * Sends token requests, `createOAuthToken` of the vendor's reference: HTTP Basic and a form with
 * `grant_type=client_credentials`. They have an axios instance of their own without interceptors, because a
 * token request that waited for a token would never be sent.
 */
export class TokenRequests {
  private readonly client: Axios;
  private readonly transport: TokenTransport;

  constructor(
    private readonly settings: EndpointSettings,
    private readonly policy: TokenPolicy,
  ) {
    const { transport } = settings.http as { transport?: unknown };
    this.transport = new TokenTransport(transport);
    this.client = tokenClient(settings);
  }

  /**
   * Sends a token request. It never rejects, and always ends within its timeout or once the signal is
   * aborted, no matter what the adapter does.
   */
  async send(
    credentials: ClientCredentials,
    time: RequestTime,
    signal: AbortSignal,
    isOnNewConnection: boolean,
  ): Promise<TokenAttempt> {
    try {
      const answer = await time.limit(
        (ended) => this.post(credentials, time, ended, isOnNewConnection),
        signal,
      );
      return this.judge(answer, time, credentials);
    } catch (error) {
      const { settings, transport } = this;
      const problem = describeFailure(error, credentials, signal, {
        baseURL: settings.baseURL,
        certificateOf: (request) => transport.certificateOf(request),
      });
      // The head of an answer counts even if its body breaks off or cannot be read.
      const answer = isAxiosError(error) && !signal.aborted ? error.response : undefined;
      if (answer === undefined) return { problem };
      const { status } = answer;
      return { problem: { ...problem, status, retryAfterMs: this.pauseMs(headersOf(answer)) } };
    }
  }

  private post(
    credentials: ClientCredentials,
    time: RequestTime,
    ended: AbortSignal,
    isOnNewConnection: boolean,
  ): Promise<AxiosResponse<unknown>> {
    const { scope } = this.settings;
    const form = new URLSearchParams({ grant_type: 'client_credentials' });
    if (scope !== '') form.set('scope', scope);
    return this.client.post<unknown>(TOKEN_PATH, form.toString(), {
      headers: {
        Accept: 'application/json',
        'Content-Type': 'application/x-www-form-urlencoded',
        Authorization: credentials.toBasicHeader(),
      },
      signal: ended,
      transport: this.transport.timed(time, isOnNewConnection),
    });
  }

  private judge(
    answer: AxiosResponse<unknown>,
    { sentAt }: RequestTime,
    credentials: ClientCredentials,
  ): TokenAttempt {
    const { status } = answer;
    const tookMs = now().monotonicMs - sentAt.monotonicMs;
    const headers = headersOf(answer);
    const pauseMs = this.pauseMs(headers);
    // An adapter of the host may have parsed the body already.
    const body = typeof answer.data === 'string' ? answer.data : (JSON.stringify(answer.data) ?? '');
    if (status >= 200 && status < 300) {
      const { value: response, problem } = readTokenResponse(body, this.policy);
      return problem === undefined
        ? { value: { response, requestedAt: sentAt, tookMs, source: 'endpoint' } }
        : { problem: { kind: 'malformed', reason: problem, status, retryAfterMs: pauseMs } };
    }
    const verdict = judgeAnswer({
      status,
      body,
      header: (name) => String(headers.get(name) ?? ''),
      isInClear: this.settings.baseURL.startsWith('https:') && isInClear(answer.request),
    });
    const refused = verdict.kind === 'rejected' ? credentials : undefined;
    const isQuick = verdict.kind === 'transient' && isPassing(status);
    return { problem: { ...verdict, isQuick, refused, status, retryAfterMs: pauseMs } };
  }

  private pauseMs(headers: AxiosHeaders): number | undefined {
    const { longestRetryAfterMs } = this.policy;
    return retryAfterMs(headers.get('retry-after'), headers.get('date'), now().wallMs, longestRetryAfterMs);
  }
}

function headersOf({ headers }: AxiosResponse<unknown>): AxiosHeaders {
  return AxiosHeaders.from(headers as RawAxiosHeaders);
}

/** Whether the answer is known to have come over a connection without TLS, for example from a proxy. */
function isInClear(request: unknown): boolean {
  const socket = (request as { socket?: unknown } | null | undefined)?.socket;
  return socket instanceof Socket && !(socket as { encrypted?: boolean }).encrypted;
}
