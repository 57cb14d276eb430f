import { AccountClosedError } from '../errors/account-closed.error.js';
import { RateQueueFullError } from '../errors/rate-queue-full.error.js';
import { type Abortable, unlessAborted } from '../timing/abort.js';
import { type RateQueue, SLOT_USES, type SlotUse } from './rate-budget.js';

interface Waiter {
  readonly grant: () => void;
  readonly refuse: (reason: Error) => void;
}

/**
 * The callers that wait for a slot: first come, first served, but token requests before all and background
 * calls after all.
 */
export class WaitingLine {
  private readonly waiting: Record<SlotUse, Waiter[]> = {
    token: [],
    request: [],
    background: [],
  };
  isClosed = false;

  constructor(
    private readonly account: string,
    /** How many requests may wait, and how many background calls in addition. */
    private readonly most: number,
    /** Called when no waiter is left. */
    private readonly onEmpty: () => void = () => undefined,
  ) {}

  /** What the first waiter wants the slot for; undefined if there is none. */
  get next(): SlotUse | undefined {
    return SLOT_USES.find((use) => this.waiting[use].length > 0);
  }

  get queue(): RateQueue {
    return { waiting: this.waiting.request.length, limit: this.most };
  }

  get isEmpty(): boolean {
    return this.next === undefined;
  }

  /** Whether a new caller goes before all waiters. */
  isAhead(use: SlotUse): boolean {
    const { next } = this;
    return next === undefined || SLOT_USES.indexOf(use) < SLOT_USES.indexOf(next);
  }

  refuseIfClosed(): void {
    if (this.isClosed) throw new AccountClosedError(this.account);
  }

  /**
   * Waits until a slot is granted.
   *
   * @throws RateQueueFullError, AccountClosedError, or the signal's reason
   */
  async join(use: SlotUse, signal?: Abortable): Promise<void> {
    this.refuseIfClosed();
    const queue = this.waiting[use];
    if (use !== 'token' && queue.length >= this.most)
      throw new RateQueueFullError(this.account, queue.length, use === 'background');

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

  /** Lets the next waiter start, and returns whether there was one. */
  grantNext(): boolean {
    const { next } = this;
    if (next === undefined) return false;
    this.waiting[next].shift()?.grant();
    return true;
  }

  /** Refuses everyone who waits or comes. */
  close(): void {
    this.isClosed = true;
    const waiters = SLOT_USES.flatMap((use) => this.waiting[use].splice(0));
    for (const { refuse } of waiters) refuse(new AccountClosedError(this.account));
  }
}
