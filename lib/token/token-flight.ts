import { type Abortable, unlessAborted } from '../timing/abort.js';
import { detached } from '../timing/detached.js';

/** One token request under way and the callers who wait for it. */
export class TokenFlight {
  /** Fulfilled when the request has ended and its outcome is recorded; never rejected. */
  readonly ended: Promise<void>;
  private readonly controller = new AbortController();
  private waiters = 0;

  /**
   * @param run makes the request and records its outcome
   * @param isAbandonable whether it ends when the last waiting caller has left
   */
  constructor(
    run: (signal: AbortSignal) => Promise<void>,
    private isAbandonable: boolean,
  ) {
    // All callers share the request, so it runs in the context of none of them.
    this.ended = detached(() => run(this.controller.signal));
  }

  /**
   * Waits for the end of the request, or until the caller gives up.
   *
   * @throws the signal's reason once it is aborted
   */
  async join(signal?: Abortable): Promise<void> {
    this.waiters += 1;
    try {
      await unlessAborted(this.ended, signal);
    } finally {
      this.waiters -= 1;
      // A moment later, so that a caller who joins in the same turn still finds the request alive.
      if (this.isAbandonable) queueMicrotask(() => this.abandon());
    }
  }

  private abandon(): void {
    if (this.isAbandonable && this.waiters === 0) this.abort('every caller gave up');
  }

  /** From now on the request is made for its own sake, even if every caller leaves. */
  keep(): void {
    this.isAbandonable = false;
  }

  /** Ends the request. Does nothing once it has ended. */
  abort(reason: string): void {
    this.controller.abort(reason);
  }
}
