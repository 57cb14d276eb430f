import { finished, type Readable } from 'node:stream';
import type { InternalAxiosRequestConfig } from 'axios';
import { CanceledError, isCancel } from '../axios/axios.js';
import { CallTimedOutError, type CallPhase } from '../errors/call-timed-out.error.js';
import type { Abortable } from '../timing/abort.js';
import { Timeout } from '../timing/timeout.js';
import { LightSignal } from './light-signal.js';
import { isSafe } from './retry.js';
import { isOutcomeUnknown } from './outcome.js';
import { describeRequest, methodOf } from './request-summary.js';

/**
 * The life of one call: from its start to its answer, or until its time is over, the caller gives it up, or the
 * account closes. It is the signal that all its waits and attempts listen to.
 */
export class Call extends LightSignal {
  /** What the call is waiting for. */
  phase: CallPhase = 'token';
  /** Whether an attempt has its connection at this moment, so that the API may act on it. */
  isOnWire = false;
  #onAnswered?: () => void;
  // Private fields: no print of the call shows the configuration, which holds the token while an attempt is under way.
  readonly #config: InternalAxiosRequestConfig;
  readonly #timeout: Timeout;
  /** By the monotonic clock. */
  readonly #endsAtMs: number;
  // Kept here, since the configuration holds a signal of ours during an attempt.
  readonly #signal: Cancellable['signal'];
  readonly #cancelToken: Cancellable['cancelToken'];
  readonly #giveUp = (): void => this.end(this.#canceled());

  constructor(config: InternalAxiosRequestConfig, timeoutMs: number) {
    super();
    this.#config = config;
    this.#endsAtMs = performance.now() + timeoutMs;
    this.#timeout = new Timeout(timeoutMs, () =>
      this.end(new CallTimedOutError(describeRequest(config), timeoutMs, this.phase)),
    );
    const { signal, cancelToken } = config as Cancellable;
    this.#signal = signal;
    this.#cancelToken = cancelToken;
    if (this.#isGivenUp) this.#giveUp();
    signal?.addEventListener?.('abort', this.#giveUp);
    cancelToken?.subscribe(this.#giveUp);
  }

  /** How many milliseconds it has left. */
  get leftMs(): number {
    return this.#endsAtMs - performance.now();
  }

  /** Ends the call before its answer. Only the first reason counts. */
  end(reason: Error): void {
    this.#timeout.clear();
    this.abort(reason);
  }

  /** Settles once the call has its answer, or has ended without one. */
  untilAnswered(): Promise<void> {
    return new Promise((resolve) => (this.#onAnswered = resolve));
  }

  /** Whether the API may be acting on it, so that nobody would know what became of it if it were ended now. */
  get isDelicate(): boolean {
    return this.isOnWire && !isSafe(methodOf(this.#config));
  }

  /** The answer is there. A body that is still streaming goes on listening to the caller, and has no deadline. */
  answered(stream?: Readable): void {
    this.#timeout.clear();
    this.#onAnswered?.();
    if (stream === undefined) this.#letGo();
    else finished(stream, () => this.#letGo());
  }

  /**
   * The error with which the call ends. If the caller has given up meanwhile, axios would put an error of its own in the
   * place of this one, which knows nothing of the outcome.
   */
  lastWord(error: unknown): unknown {
    if (!this.#isGivenUp || isCancel(error) || !isOutcomeUnknown(error)) return error;
    return Object.assign(this.#canceled(), { cause: error, outcome: 'unknown' });
  }

  get #isGivenUp(): boolean {
    return this.#signal?.aborted === true || this.#cancelToken?.reason !== undefined;
  }

  #canceled(): Error {
    // Made here and not taken from the cancel token, which may cancel several requests with one object.
    return new (CanceledError as unknown as CanceledErrorConstructor)(undefined, this.#config);
  }

  #letGo(): void {
    this.#signal?.removeEventListener?.('abort', this.#giveUp);
    this.#cancelToken?.unsubscribe(this.#giveUp);
  }
}

/** What axios leaves out of its types. */
interface Cancellable {
  signal?: Abortable;
  cancelToken?: {
    reason?: unknown;
    subscribe(listener: () => void): void;
    unsubscribe(listener: () => void): void;
  };
}
type CanceledErrorConstructor = new (
  message: string | undefined,
  config: InternalAxiosRequestConfig,
) => Error;
