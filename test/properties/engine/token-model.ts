import type { TokenEvent } from 'nestjs-alternative-payments';
import { elapsedMs, type Reading } from './clock.js';
import { Succession } from './succession.js';

/** A token that somebody holds. */
export interface HeldToken {
  readonly token: string;
  readonly requestedAt: Reading;
  readonly lifetimeMs: number;
  readonly tookMs: number;
  /** The server named no usable lifetime. */
  readonly isAssumed?: boolean;
}

/** What is known of the token of an account. */
export abstract class TokenModel<T extends HeldToken = HeldToken> {
  /** The token last obtained, unless it was dropped. */
  held?: T;
  /** What is remembered if the last attempt failed. */
  abstract failure?: unknown;
  /** How the token held came after the one before it. */
  readonly succession: Succession;

  constructor(protected readonly read: () => Reading) {
    this.succession = new Succession(read);
  }

  /** The token held, unless it has expired by one of the clocks. */
  get good(): T | undefined {
    return this.held !== undefined && this.leftMs(this.held) > 0 ? this.held : undefined;
  }

  leftMs({ requestedAt, lifetimeMs }: HeldToken): number {
    return lifetimeMs - elapsedMs(requestedAt, this.read());
  }

  abstract note(event: TokenEvent): void;

  /** Whether a call may be sent with this token: the one that is held, or the one that serves in its place. */
  maySend(token: string): boolean {
    return this.held !== undefined && this.succession.maySend(token, this.held);
  }
}
