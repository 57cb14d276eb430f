import {
  AxiosError,
  type AxiosAdapter,
  AxiosHeaders,
  type AxiosResponse,
  CanceledError,
  type InternalAxiosRequestConfig,
} from 'axios';
import type { Reading, SimulatedClock } from './clock.js';
import type { Answer, Grant, Vendor } from './server.js';

/** How an exchange ended, as its client saw it. */
export type Outcome =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly retryAfter?: string;
      readonly grant?: Grant;
    }
  | { readonly kind: 'broken'; readonly code: string }
  /** The client gave up: its signal, or its time-out. */
  | { readonly kind: 'aborted' | 'timed out' };

/** One request on the wire and what became of it. */
export interface Exchange {
  readonly to: 'token' | 'api';
  readonly url: string;
  readonly method: string;
  readonly sentAt: Reading;
  /** Names in lower case; no Authorization. */
  readonly headers: Readonly<Record<string, string>>;
  readonly authorization?: string;
  readonly body: unknown;
  /** Which logical call it belongs to. */
  readonly call?: string;
  readonly answer: Answer;
  outcome?: Outcome;
  endedAt?: Reading;
}

/** What listens to the wire. */
export interface WireListener {
  sent(exchange: Exchange): void;
  /** An answer is there; it may be held up for some microtasks. */
  arriving(exchange: Exchange): number;
  ended(exchange: Exchange): void;
}

/** Marks a request with the logical call it belongs to. */
export const CALL_HEADER = 'x-call';

/** Marks a call that brings an Authorization of its own. */
export const FOREIGN_AUTHORIZATION = 'Bearer of-the-caller';

/** The network between the account and the server, which behaves as axios' adapter for Node does. */
export class Network {
  constructor(
    private readonly clock: SimulatedClock,
    private readonly vendor: Vendor,
    private readonly listener: WireListener,
  ) {}

  readonly adapter: AxiosAdapter = (config) =>
    new Promise((resolve, reject) => {
      const exchange = this.send(config);
      const request = { _header: `Authorization: ${exchange.authorization}` };
      const signal = config.signal as Signal | undefined;
      const pending: NodeJS.Timeout[] = [];
      const end = (outcome: Outcome): void => {
        for (const timer of pending) clearTimeout(timer);
        signal?.removeEventListener?.('abort', abort);
        config.cancelToken?.unsubscribe(abort);
        exchange.outcome = outcome;
        exchange.endedAt = this.clock.read();
        this.listener.ended(exchange);
      };
      const after = (milliseconds: number, then: () => void): void => {
        pending.push(setTimeout(then, milliseconds));
      };
      const abort = (reason?: { type?: string }): void => {
        if (exchange.outcome !== undefined) return;
        end({ kind: 'aborted' });
        reject(
          reason === undefined || reason.type !== undefined
            ? new CanceledError(undefined, config, request)
            : reason,
        );
      };
      const { answer } = exchange;
      const arrive = async (): Promise<void> => {
        for (let turns = this.listener.arriving(exchange); turns > 0; turns -= 1) await Promise.resolve();
        if (exchange.outcome !== undefined) return;
        if (answer.status === undefined) {
          const { code = '' } = answer;
          end({ kind: 'broken', code });
          // Some agents and proxies quote what they could not send.
          const text = `connection ended: ${code} (${exchange.to === 'token' ? exchange.authorization : ''})`;
          reject(new AxiosError(text, code, config, request));
        } else {
          const { status, grant, headers = {} } = answer;
          end({ kind: 'answered', status, retryAfter: headers['retry-after'], grant });
          deliver(config, answer, request, resolve, reject);
        }
      };
      if (answer.afterMs < Infinity) after(answer.afterMs, () => void arrive());
      if (config.timeout !== undefined && config.timeout > 0) {
        after(config.timeout, () => {
          end({ kind: 'timed out' });
          const text = `timeout of ${config.timeout}ms exceeded`;
          reject(new AxiosError(text, AxiosError.ECONNABORTED, config, request));
        });
      }
      config.cancelToken?.subscribe(abort);
      if (signal?.aborted) abort();
      else signal?.addEventListener?.('abort', abort);
    });

  /** The request leaves; the server deals with it at once, and only its answer takes time. */
  private send(config: InternalAxiosRequestConfig): Exchange {
    const { authorization, ...headers } = plainHeaders(config);
    const url = new URL(config.url ?? '', config.baseURL).href;
    const to = url.endsWith('/oauth/token') ? 'token' : 'api';
    const exchange: Exchange = {
      to,
      url,
      method: (config.method ?? 'get').toUpperCase(),
      sentAt: this.clock.read(),
      headers,
      authorization,
      body: config.data as unknown,
      call: headers[CALL_HEADER],
      answer:
        to === 'token'
          ? this.vendor.answerTokenRequest(authorization ?? '')
          : this.vendor.answerCall(authorization ?? '', authorization === FOREIGN_AUTHORIZATION),
    };
    this.listener.sent(exchange);
    return exchange;
  }
}

interface Signal {
  readonly aborted: boolean;
  addEventListener?: (type: 'abort', listener: (reason?: { type?: string }) => void) => void;
  removeEventListener?: (type: 'abort', listener: (reason?: { type?: string }) => void) => void;
}

function plainHeaders(config: InternalAxiosRequestConfig): Record<string, string> {
  const entries = Object.entries(AxiosHeaders.from(config.headers).toJSON());
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), String(value)]));
}

function deliver(
  config: InternalAxiosRequestConfig,
  answer: Answer,
  request: object,
  resolve: (response: AxiosResponse) => void,
  reject: (error: Error) => void,
): void {
  const { status = 0, body = '', headers = {} } = answer;
  const response = {
    status,
    statusText: '',
    data: body,
    headers: new AxiosHeaders(headers),
    config,
    request,
  } satisfies AxiosResponse;
  if (!config.validateStatus || config.validateStatus(status)) return resolve(response);
  const code = status >= 500 ? AxiosError.ERR_BAD_RESPONSE : AxiosError.ERR_BAD_REQUEST;
  reject(new AxiosError(`Request failed with status code ${status}`, code, config, request, response));
}
