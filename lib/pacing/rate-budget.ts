import type { ClosingReason } from '../errors/account-closed.error.js';
import type { Abortable } from '../timing/abort.js';

/** Who asks for a slot. Token calls go first: without a token no request can use its slot. */
export type SlotUse = 'token' | 'request';

/** How many wait for their turn. Token calls are not counted. */
export interface RateQueue {
  /** Requests. */
  readonly waiting: number;
  /** How many may wait. */
  readonly limit: number;
}

/** The rate budget of one account: it says when a request may start, first come first served, token calls ahead. */
export interface RateBudget {
  readonly queue: RateQueue;

  /** Whether the budget that other processes draw on as well failed when it was used last; undefined for none. */
  readonly isSharedFailing?: boolean;

  /** Takes a slot if that can be known at once, one is free, and nobody waits for it. */
  tryTake(): boolean;

  /**
   * Waits for a slot and takes it.
   *
   * @throws RateQueueFullError if too many requests wait already; token calls always find a place
   * @throws AccountClosedError once the budget is closed
   * @throws the signal's reason once it is aborted
   */
  take(use: SlotUse, signal?: Abortable): Promise<void>;

  /** Turns away everybody who waits or comes. */
  close(reason: ClosingReason): void;
}
