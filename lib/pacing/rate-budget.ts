import { AccountClosedError } from '../errors/account-closed.error.js';
import { RateQueueFullError } from '../errors/rate-queue-full.error.js';
import { type Abortable, unlessAborted } from '../timing/abort.js';

/** How many requests may start within how many milliseconds, and how many may wait. */
export interface RateLimits {
  readonly requests: number;
  readonly perMilliseconds: number;
  readonly queue: number;
}

/** Who asks for a slot. Token calls go first: without a token no request can use its slot. */
export type SlotUse = 'token' | 'request';

interface Waiter {
  readonly grant: () => void;
  readonly refuse: (reason: Error) => void;
}

/**
 * The rate budget of one account: at most so many starts within any window of time, first come first
 * served, token calls ahead.
 */
export class RateBudget {
  /** When the latest starts were, oldest first, in monotonic milliseconds; at most as many as fit the window. */
  private readonly starts: number[] = [];
  private readonly waiting: Record<SlotUse, Waiter[]> = { token: [], request: [] };
  private timer?: NodeJS.Timeout;
  private isClosed = false;

  constructor(
    private readonly account: string,
    private readonly limits: RateLimits,
  ) {}

  /** Takes a slot if one is free and nobody waits for it. */
  tryTake(): boolean {
    if (this.timer !== undefined || this.msUntilFree() > 0) return false;
    this.note();
    return true;
  }

  /**
   * Waits for a slot and takes it.
   *
   * @throws RateQueueFullError if too many requests wait already; token calls always find a place
   * @throws AccountClosedError once the budget is closed
   * @throws the signal's reason once it is aborted
   */
  async take(use: SlotUse, signal?: Abortable): Promise<void> {
    if (this.isClosed) throw new AccountClosedError(this.account);
    if (this.tryTake()) return;
    const queue = this.waiting[use];
    if (use === 'request' && queue.length >= this.limits.queue) {
      throw new RateQueueFullError(this.account, queue.length);
    }
    let waiter: Waiter | undefined;
    const granted = new Promise<void>((grant, refuse) => {
      waiter = { grant, refuse };
      queue.push(waiter);
    });
    this.wake();
    try {
      await unlessAborted(granted, signal);
    } finally {
      const place = queue.findIndex((one) => one === waiter);
      if (place >= 0) queue.splice(place, 1);
      if (this.isNobodyWaiting()) this.rest();
    }
  }

  /** Turns away whoever waits, and whoever comes. */
  close(): void {
    this.isClosed = true;
    this.rest();
    const waiters = [...this.waiting.token.splice(0), ...this.waiting.request.splice(0)];
    for (const { refuse } of waiters) refuse(new AccountClosedError(this.account));
  }

  private isNobodyWaiting(): boolean {
    return this.waiting.token.length + this.waiting.request.length === 0;
  }

  private rest(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private msUntilFree(): number {
    const oldest = this.starts[0];
    if (oldest === undefined || this.starts.length < this.limits.requests) return 0;
    return oldest + this.limits.perMilliseconds - performance.now();
  }

  private note(): void {
    this.starts.push(performance.now());
    if (this.starts.length > this.limits.requests) this.starts.shift();
  }

  /** Keeps one timer for the next free slot as long as anybody waits. */
  private wake(): void {
    if (this.timer !== undefined) return;
    this.timer = setTimeout(
      () => {
        this.timer = undefined;
        while (this.msUntilFree() <= 0) {
          const next = this.waiting.token.shift() ?? this.waiting.request.shift();
          if (next === undefined) return;
          this.note();
          next.grant();
        }
        if (!this.isNobodyWaiting()) this.wake();
      },
      Math.max(0, Math.ceil(this.msUntilFree())),
    );
  }
}
