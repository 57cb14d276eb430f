import type { TokenEvent } from 'nestjs-alternative-payments';
import type { AccountModel, HeldToken } from '../account/account-model.js';
import type { Reading, SimulatedClock } from './clock.js';
import type { Succession } from './succession.js';
import type { Exchange } from './network.js';
import type { CallPlan } from '../account/timeline.js';

/** One wish of a caller, and what became of it. */
export interface Wish {
  readonly id: string;
  readonly kind: 'call' | 'token' | 'refresh' | 'start' | 'account';
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

/** Whether it is a request that changes something and is on the wire, which closing leaves to finish. */
export function isDelicate({ plan, sent }: Wish): boolean {
  const isSafe = plan === undefined || ['GET', 'HEAD', 'OPTIONS'].includes(plan.method);
  return !isSafe && sent.length > 0 && sent.at(-1)?.outcome === undefined;
}

/** What is known of the token of an account. */
export interface TokenView {
  /** The token last obtained, unless it was dropped. */
  readonly held?: HeldToken;
  /** The token held, unless it has expired by one of the clocks. */
  readonly good?: HeldToken;
  /** What is remembered if the last attempt failed. */
  readonly failure?: unknown;
  /** How the token held came after the one before it. */
  readonly succession: Succession;
  leftMs(token: HeldToken): number;
  /** Whether a call may be sent with this token: the one that is held, or the one that serves in its place. */
  maySend(token: string): boolean;
}

/** What invariants may look at that concern callers alone. */
export interface CallersView {
  readonly clock: SimulatedClock;
  /** Wishes that have not settled. */
  readonly pending: ReadonlySet<Wish>;
  /** The call that a request on the wire belongs to. */
  callOf(exchange: Exchange): Wish | undefined;
}

/** What invariants may look at, of an account by itself or among others. */
export interface View extends CallersView {
  readonly model: TokenView;
  /** The account's own origin. */
  readonly origin: string;
  /** Timers pending that nothing but the account can have set. */
  readonly timersLeft: number;
  readonly isPaced: boolean;
  /** The account is closed; nothing may happen any more. */
  readonly isClosed: boolean;
  /** Closing has begun; new calls are taken for a while. */
  readonly isClosing: boolean;
  /** Whether the wall clock was set since. */
  wasSetSince(at: Reading): boolean;
  hasIssued(token: string): boolean;
  /** Tokens that the account was told are rejected. */
  readonly rejected: ReadonlySet<string>;
}

/** Of an account by itself it can be said when it has to ask for a token. */
export interface AccountView extends View {
  readonly model: AccountModel;
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

/** @typeParam V what it has to know */
export type Invariant<V extends CallersView = View> = (view: V, violate: Violate) => Checks;

/** Two timers of whole milliseconds, one after the other, may be that late. */
export const TOLERANCE_MS = 3;

/** Being paced, a token request may have to wait for a slot. */
export const SLOT_MS = 1_100;
