import type { Abortable } from '../timing/abort.js';

/**
 * The uses of a slot, in order of priority. Tokens come first, because without a token no request can use its
 * slot.
 */
export const SLOT_USES = ['token', 'request', 'background'] as const;
export type SlotUse = (typeof SLOT_USES)[number];

/** How many requests wait for their turn. Token requests are not counted. */
export interface RateQueue {
  /** Waiting requests. Background calls wait separately and do not take their places. */
  readonly waiting: number;
  /** How many may wait. */
  readonly limit: number;
}

/**
 * The rate budget of one account. It decides when a request may start: first come, first served within each
 * use.
 */
export interface RateBudget {
  /** Whether background calls wait behind all others. If not, they are ordinary requests. */
  readonly hasBackground: boolean;

  readonly queue: RateQueue;

  /** Whether the budget that the processes share failed when it was last used; undefined if there is none. */
  readonly isSharedFailing?: boolean;

  /** Takes a slot if that can be known at once, one is free, and no waiter goes first. */
  tryTake(use: SlotUse): boolean;

  /**
   * Waits for a slot and takes it.
   *
   * @throws RateQueueFullError if too many of the same use already wait; token requests are always queued
   * @throws AccountClosedError once the budget is closed
   * @throws the signal's reason once it is aborted
   */
  take(use: SlotUse, signal?: Abortable): Promise<void>;

  /** Refuses everyone who waits or comes. */
  close(): void;
}

/** The rate limit, and how many requests may wait. */
export interface RateLimits {
  readonly requests: number;
  readonly perMilliseconds: number;
  readonly queue: number;
}
