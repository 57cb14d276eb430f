/** A token as a store keeps it. Both parts are opaque to the store. */
export interface StoredToken {
  /** Identifies the token without showing it. */
  readonly hash: string;
  /** The token and what is known of it: sealed, or readable if `encryption` is `'plaintext'`. */
  readonly value: string;
}

/** What a store holds under a key. */
export interface TokenStoreEntry extends StoredToken {
  /**
   * Milliseconds until the entry expires, by the store's own clock: `PTTL` of Redis, `t` of Memcached's `mg`,
   * `expires_at - now()` of a database. Never calculate it with a clock of this machine. An entry that does
   * not expire is not used.
   */
  readonly ttlMs: number;
}

/**
 * Through a token store, processes that work with one API key share its access token, so that one of them
 * obtains it for all. `nestjs-alternative-payments/redis` has one for Redis and Valkey. Implement this
 * interface for anything else.
 *
 * A store is an optimisation: if its methods reject, never settle, or return invalid data, every process goes
 * on without it. Keys have at most 300 characters and no spaces. Different keys are independent of each
 * other.
 */
export interface TokenStore {
  /** Returns what is stored under the key, if anything is. */
  read(key: string): Promise<TokenStoreEntry | undefined>;

  /** Stores the token for `ttlMs` milliseconds, replacing what was there. */
  write(key: string, token: StoredToken, ttlMs: number): Promise<void>;

  /**
   * Removes the token if it is still the one with this hash. The step is atomic, because a newer token must
   * stay.
   */
  remove(key: string, hash: string): Promise<void>;

  /**
   * Takes the lease of the key for at most `ttlMs` milliseconds, unless it is held.
   *
   * @param owner identifies this holder
   * @returns whether the lease was free
   */
  acquireLease(key: string, owner: string, ttlMs: number): Promise<boolean>;

  /**
   * Releases the lease if this owner still holds it. The step is atomic, because a successor's lease must
   * stay.
   */
  releaseLease(key: string, owner: string): Promise<void>;
}
