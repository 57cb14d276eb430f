import { AccountClosedError, type ClosingReason } from '../errors/account-closed.error.js';
import { RateQueueFullError } from '../errors/rate-queue-full.error.js';
import { type Abortable, unlessAborted } from '../timing/abort.js';
import type { RateQueue, SlotUse } from './rate-budget.js';

interface Waiter {
  readonly grant: () => void;
  readonly refuse: (reason: Error) => void;
}

/** Those who wait for a slot: first come first served, token calls ahead. */
export class WaitingLine {
  private readonly waiting: Record<SlotUse, Waiter[]> = { token: [], request: [] };
  private closed?: ClosingReason;

  constructor(
    private readonly account: string,
    /** How many requests may wait. */
    private readonly most: number,
    /** Called when nobody waits any more. */
    private readonly onEmpty: () => void = () => undefined,
  ) {}

  get isEmpty(): boolean {
    return this.waiting.token.length + this.waiting.request.length === 0;
  }

  get queue(): RateQueue {
    return { waiting: this.waiting.request.length, limit: this.most };
  }

  get isClosed(): boolean {
    return this.closed !== undefined;
  }

  refuseIfClosed(): void {
    if (this.closed) throw new AccountClosedError(this.account, this.closed);
  }

  /**
   * Waits until a slot is granted.
   *
   * @throws RateQueueFullError, AccountClosedError, or the signal's reason
   */
  async join(use: SlotUse, signal?: Abortable): Promise<void> {
    this.refuseIfClosed();
    const queue = this.waiting[use];
    if (use === 'request' && queue.length >= this.most) {
      throw new RateQueueFullError(this.account, queue.length);
    }
    let waiter: Waiter | undefined;
    const granted = new Promise<void>((grant, refuse) => {
      waiter = { grant, refuse };
      queue.push(waiter);
    });
    try {
      await unlessAborted(granted, signal);
    } finally {
      const place = queue.findIndex((one) => one === waiter);
      if (place >= 0) queue.splice(place, 1);
      if (this.isEmpty) this.onEmpty();
    }
  }

  /** Lets the next one start; returns whether there was one. */
  grantNext(): boolean {
    const next = this.waiting.token.shift() ?? this.waiting.request.shift();
    next?.grant();
    return next !== undefined;
  }

  /** Turns away everybody who waits or comes. */
  close(reason: ClosingReason): void {
    this.closed = reason;
    const waiters = [...this.waiting.token.splice(0), ...this.waiting.request.splice(0)];
    for (const { refuse } of waiters) refuse(new AccountClosedError(this.account, reason));
  }
}
