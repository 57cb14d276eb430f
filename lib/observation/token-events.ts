/** Why a token request was made. */
export type RefreshReason =
  /** A caller, or the warm-up, needed a token and there was none. */
  | 'demand'
  /** The token reached its refresh point, or a pause after a failure ended. */
  | 'schedule'
  /** The token was rejected by the API, or dropped by `invalidate()`. */
  | 'invalidated'
  /** `refresh()` was called. */
  | 'requested';

/**
 * Where a token came from: this process requested it (`endpoint`), or another one did and shared it
 * (`store`).
 */
export type TokenOrigin = 'endpoint' | 'store';

/** The facts of every event. */
export interface TokenEventFacts {
  /** Name of the account. */
  readonly account: string;
  /**
   * Number of the token that the event is about; for a failed attempt, of the token that is still held (0 if
   * there is none).
   */
  readonly generation: number;
}

/** A new token was obtained. */
export interface TokenRefreshedEvent extends TokenEventFacts {
  readonly type: 'refreshed';
  readonly reason: RefreshReason;
  readonly source: TokenOrigin;
  /** How long it took to obtain it, in milliseconds. */
  readonly durationMs: number;
  /** Seconds until the new token expires. */
  readonly secondsToExpiry: number;
}

/** An attempt to obtain a token failed. */
export interface TokenFailedEvent extends TokenEventFacts {
  readonly type: 'failed';
  readonly reason: RefreshReason;
  readonly durationMs: number;
  /** Seconds until the token that is still held expires; 0 if there is none. */
  readonly secondsToExpiry: number;
  /** `code` and `message` of the error that callers get once no token is held. */
  readonly code: string;
  readonly message: string;
  /** No further token request is sent before this time. */
  readonly nextAttemptAt: Date;
}

/** A token was dropped before its expiry. */
export interface TokenInvalidatedEvent extends TokenEventFacts {
  readonly type: 'invalidated';
  /** Seconds that the token would have had left. */
  readonly secondsToExpiry: number;
}

/** A token expired before a successor could be obtained. */
export interface TokenExpiredEvent extends TokenEventFacts {
  readonly type: 'expired';
}

/** An event in the life of an account's token. No event holds a token or a secret. */
export type TokenEvent = TokenRefreshedEvent | TokenFailedEvent | TokenInvalidatedEvent | TokenExpiredEvent;

/** An event without its account, which is added later. */
type Unaddressed<Event> = Event extends unknown ? Omit<Event, 'account'> : never;

/** The news of a state transition. */
export type TokenNews = Unaddressed<TokenEvent>;
