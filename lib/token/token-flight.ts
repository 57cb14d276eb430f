import { type Abortable, unlessAborted } from '../timing/abort.js';
import { detached } from '../timing/detached.js';
import { stayAwake } from '../timing/stay-awake.js';

/**
 * One token request in progress and the callers that wait for it. The request does not keep the process
 * alive, but waiting callers do.
 */
export class TokenFlight {
  /** Fulfilled when the request has ended and its result is recorded. It never rejects. */
  readonly ended: Promise<void>;
  private readonly controller = new AbortController();
  private waiters = 0;
  private rest: () => void = () => undefined;

  /**
   * @param run makes the request and records its result
   * @param isAbandonable whether the request ends when the last waiting caller has left
   */
  constructor(
    run: (signal: AbortSignal) => Promise<void>,
    private isAbandonable: boolean,
  ) {
    // All callers share the request, so it runs in the context of none of them.
    this.ended = detached(() => run(this.controller.signal));
  }

  /**
   * Waits for the end of the request, or until the caller cancels.
   *
   * @throws the signal's reason once it is aborted
   */
  async join(signal?: Abortable): Promise<void> {
    if (this.waiters === 0) this.rest = stayAwake();
    this.waiters += 1;
    try {
      await unlessAborted(this.ended, signal);
    } finally {
      this.waiters -= 1;
      if (this.waiters === 0) this.rest();
      // Deferred by a microtask, so that a caller that joins in the same turn still finds the request alive.
      if (this.isAbandonable) queueMicrotask(() => this.abandon());
    }
  }

  private abandon(): void {
    if (this.isAbandonable && this.waiters === 0) this.abort('every caller gave up');
  }

  /** From now on, the request continues even if every caller leaves. */
  keep(): void {
    this.isAbandonable = false;
  }

  /** Ends the request. Nothing happens once it has ended. */
  abort(reason: string): void {
    this.controller.abort(reason);
  }
}
