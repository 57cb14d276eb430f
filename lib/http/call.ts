import { CanceledError, type InternalAxiosRequestConfig } from 'axios';
import { CallTimedOutError, type CallPhase } from '../errors/call-timed-out.error.js';
import type { Abortable } from '../timing/abort.js';
import { isSafe } from './next-step.js';
import { describeRequest, methodOf } from './request-summary.js';

/**
 * The life of one call: from its start to its answer, or until its time is over, the caller gives it up, or the
 * account closes. It is the signal that all its waits and attempts listen to; one light object a call, where an
 * AbortController would cost more than the rest of the module.
 */
export class Call implements Abortable {
  /** What the call is waiting for. */
  phase: CallPhase = 'token';
  /** Whether an attempt has its connection at this moment, so that the API may act on it. */
  isOnWire = false;
  reason?: Error;
  private listeners: Array<(reason: Error) => void> = [];
  private onAnswered?: () => void;
  private readonly timer: NodeJS.Timeout;
  private readonly giveUp = (): void => {
    // Made here and not taken from the cancel token, which may cancel several requests with one object.
    this.end(new (CanceledError as unknown as CanceledErrorConstructor)(undefined, this.config));
  };

  constructor(
    private readonly config: InternalAxiosRequestConfig,
    timeoutMs: number,
  ) {
    this.timer = setTimeout(
      () => this.end(new CallTimedOutError(describeRequest(config), timeoutMs, this.phase)),
      timeoutMs,
    );
    const { signal, cancelToken } = config as Cancellable;
    if (signal?.aborted || cancelToken?.reason !== undefined) this.giveUp();
    signal?.addEventListener?.('abort', this.giveUp);
    cancelToken?.subscribe(this.giveUp);
  }

  get aborted(): boolean {
    return this.reason !== undefined;
  }

  /** Ends the call before its answer. Only the first reason counts. */
  end(reason: Error): void {
    if (this.reason !== undefined) return;
    this.reason = reason;
    clearTimeout(this.timer);
    for (const listener of this.listeners.splice(0)) listener(reason);
  }

  /** Listens to the end before the answer. Adapters call it as they do with an `AbortSignal`. */
  addEventListener(_type: 'abort', listener: (reason: Error) => void): void {
    this.listeners.push(listener);
  }

  removeEventListener(_type: 'abort', listener: (reason: Error) => void): void {
    this.listeners = this.listeners.filter((one) => one !== listener);
  }

  /** Settles once the call has its answer, or has ended without one. */
  untilAnswered(): Promise<void> {
    return new Promise((resolve) => (this.onAnswered = resolve));
  }

  /** Whether the API may be acting on it, so that nobody would know what became of it if it were ended now. */
  get isDelicate(): boolean {
    return this.isOnWire && !isSafe(methodOf(this.config));
  }

  /** The answer is there. A body that is still streaming goes on listening to the caller, and has no deadline. */
  answered(isStreaming: boolean): void {
    clearTimeout(this.timer);
    this.onAnswered?.();
    if (isStreaming) return;
    const { signal, cancelToken } = this.config as Cancellable;
    signal?.removeEventListener?.('abort', this.giveUp);
    cancelToken?.unsubscribe(this.giveUp);
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
