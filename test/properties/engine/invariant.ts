import type { TokenEvent } from 'nestjs-alternative-payments';
import type { Exchange } from './network.js';
import type { Resident } from './resident.js';
import type { TokenHolder } from './token-holder.js';
import type { Wish } from './wish.js';

/** What an invariant listens to. Each is called before the model takes note, except `passed`. */
export interface Checks {
  sent?(exchange: Exchange): void;
  ended?(exchange: Exchange): void;
  event?(event: TokenEvent): void;
  /** A wish was made, and everything that follows at once has happened. */
  wished?(wish: Wish): void;
  settled?(wish: Wish): void;
  /** Text that was shown to somebody. */
  shown?(what: string, value: unknown): void;
  /** All is settled, at the present instant. */
  passed?(): void;
}

/** Says that something must not be. */
type Violate = (text: string) => void;

/**
 * What holds at every moment for a resident.
 *
 * @typeParam R what it has to know of it
 * @typeParam C what it listens to
 */
export type Invariant<R extends Resident = TokenHolder, C extends Checks = Checks> = (
  resident: R,
  violate: Violate,
) => C;

/** Invariants by the names with which they are broken. */
export type Invariants<R extends Resident, C extends Checks = Checks> = Readonly<
  Record<string, Invariant<R, C>>
>;

/** Two timers of whole milliseconds, one after the other, may be that late. */
export const TOLERANCE_MS = 3;

/** The time of a call, everything that it waits for included, in milliseconds. */
export const CALL_MS = 30_000;

/** Being paced, a token request may have to wait for a slot. */
export const SLOT_MS = 1_100;
