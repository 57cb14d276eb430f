import type { Abortable } from '../timing/abort.js';

/** Who asks for a slot, those who go ahead first: without a token no request can use its slot. */
export const SLOT_USES = ['token', 'request', 'background'] as const;
export type SlotUse = (typeof SLOT_USES)[number];

/** How many wait for their turn. Token calls are not counted. */
export interface RateQueue {
  /** Requests. Background calls wait beside them and do not take their places. */
  readonly waiting: number;
  /** How many may wait. */
  readonly limit: number;
}

/** The rate budget of one account: it says when a request may start, first come first served among those of one use. */
export interface RateBudget {
  /** Whether it puts background calls behind all others. If it does not, they are ordinary requests. */
  readonly hasBackground: boolean;

  readonly queue: RateQueue;

  /** Whether the budget that other processes draw on as well failed when it was used last; undefined for none. */
  readonly isSharedFailing?: boolean;

  /** Takes a slot if that can be known at once, one is free, and nobody waits for it who goes ahead. */
  tryTake(use: SlotUse): boolean;

  /**
   * Waits for a slot and takes it.
   *
   * @throws RateQueueFullError if too many of its use wait already; token calls always find a place
   * @throws AccountClosedError once the budget is closed
   * @throws the signal's reason once it is aborted
   */
  take(use: SlotUse, signal?: Abortable): Promise<void>;

  /** Turns away everybody who waits or comes. */
  close(): void;
}

/** How many requests may start within how many milliseconds, and how many may wait. */
export interface RateLimits {
  readonly requests: number;
  readonly perMilliseconds: number;
  readonly queue: number;
}
