import type { TokenEvent } from 'nestjs-alternative-payments';
import type { AccountModel } from './account-model.js';
import type { Reading, SimulatedClock } from './clock.js';
import type { Exchange } from './network.js';
import type { CallPlan } from './timeline.js';

/** One wish of a caller, and what became of it. */
export interface Wish {
  readonly id: string;
  /** How it is made, if it is a call of the API; otherwise it asks the TokenService. */
  readonly plan?: CallPlan;
  readonly startedAt: Reading;
  /** Its requests on the wire. */
  readonly sent: Exchange[];
  /** `left`: its caller has unsubscribed and hears nothing any more. */
  state: 'pending' | 'fulfilled' | 'rejected' | 'left';
  /** When its caller gave up. */
  gaveUpAt?: Reading;
  result?: unknown;
}

/** What invariants may look at. */
export interface View {
  readonly clock: SimulatedClock;
  readonly model: AccountModel;
  /** Wishes that have not settled. */
  readonly pending: ReadonlySet<Wish>;
  readonly isPaced: boolean;
  /** The account is closed; nothing may happen any more. */
  readonly isClosed: boolean;
  /** Closing has begun. */
  readonly isClosing: boolean;
  /** Whether the wall clock was set since. */
  wasSetSince(at: Reading): boolean;
  hasIssued(token: string): boolean;
  /** The call that a request on the wire belongs to. */
  callOf(exchange: Exchange): Wish | undefined;
  /** Tokens that the account was told are rejected. */
  readonly rejected: ReadonlySet<string>;
}

/** What an invariant listens to. Each is called before the model takes note, except `passed`. */
export interface Checks {
  sent?(exchange: Exchange): void;
  ended?(exchange: Exchange): void;
  event?(event: TokenEvent): void;
  /** A wish was made, and everything that follows at once has happened. */
  wished?(wish: Wish): void;
  settled?(wish: Wish): void;
  /** Text that the account has shown to somebody. */
  shown?(what: string, value: unknown): void;
  /** All is settled, at the present instant. */
  passed?(): void;
}

/** Says that something must not be. */
export type Violate = (text: string) => void;

export type Invariant = (view: View, violate: Violate) => Checks;

/** Two timers of whole milliseconds, one after the other, may be that late. */
export const TOLERANCE_MS = 3;

/** Being paced, a token request may have to wait for a slot. */
export const SLOT_MS = 1_100;
