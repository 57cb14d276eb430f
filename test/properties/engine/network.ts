import {
  AxiosError,
  type AxiosAdapter,
  AxiosHeaders,
  CanceledError,
  type InternalAxiosRequestConfig,
} from 'axios';
import type { Reading, SimulatedClock } from './clock.js';
import { breakOff, deliver } from './delivery.js';
import type { Cut } from './faults.js';
import type { Grant } from './issuer.js';
import type { Answer, Vendor } from './server.js';

/** How an exchange ended, as its client saw it. */
type Outcome =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly retryAfter?: string;
      readonly grant?: Grant;
    }
  | { readonly kind: 'broken'; readonly code: string }
  /** The head of the answer arrived, and a part of its body. */
  | { readonly kind: 'cut'; readonly status: number; readonly by: Cut }
  /** The client gave up: its signal, or its timeout. */
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

/** The status with which a request was answered, even if the answer broke off behind it. */
export function answeredStatus({ outcome }: Exchange): number | undefined {
  return outcome?.kind === 'answered' || outcome?.kind === 'cut' ? outcome.status : undefined;
}

/** Method and path, by which an account knows an endpoint. */
export function endpointOf({ method, url }: Exchange): string {
  return `${method} ${new URL(url).pathname}`;
}

/** Codes of connections that ended before the request was sent, and the call of the system that said so. */
export const NEVER_CONNECTED: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connect',
  ENOTFOUND: 'getaddrinfo',
};

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
      const pending: Array<() => void> = [];
      const end = (outcome: Outcome): void => {
        for (const keepAway of pending) keepAway();
        signal?.removeEventListener?.('abort', abort);
        config.cancelToken?.unsubscribe(abort);
        exchange.outcome = outcome;
        exchange.endedAt = this.clock.read();
        this.listener.ended(exchange);
      };
      const after = (milliseconds: number, then: () => void): void => {
        pending.push(this.clock.arrive(milliseconds, then));
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
          const text = `connection ended: ${code} (${exchange.authorization})`;
          const reason = Object.assign(new Error(text), { code, syscall: NEVER_CONNECTED[code] ?? 'read' });
          reject(AxiosError.from(reason, undefined, config, request));
        } else if (answer.cut !== undefined) {
          end({ kind: 'cut', status: answer.status, by: answer.cut });
          breakOff(config, answer, request, resolve, reject);
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
          : this.vendor.answerCall(
              authorization ?? '',
              authorization === FOREIGN_AUTHORIZATION,
              new URL(url).pathname,
            ),
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
