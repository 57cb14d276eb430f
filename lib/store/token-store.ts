/** A token as a store keeps it. Both parts are opaque to the store. */
export interface StoredToken {
  /** Tells one token from another without showing it. */
  readonly hash: string;
  /** The token and what is known of it: sealed, or readable if `encryption` is `'plaintext'`. */
  readonly value: string;
}

/** What a store has under a key. */
export interface TokenStoreEntry extends StoredToken {
  /**
   * Milliseconds until the store forgets it, by the store's own clock: `PTTL` of Redis, `t` of Memcached's `mg`,
   * `expires_at - now()` of a database. Never reckon it by a clock of this machine. An entry without an end is not used.
   */
  readonly ttlMs: number;
}

/**
 * Where the processes that work with one API key share its access token, so that one of them obtains it for all.
 * `nestjs-alternative-payments/redis` has one for Redis and Valkey; for anything else implement this.
 *
 * A store is an optimisation: its methods may reject, never settle, or return rubbish, and every process goes on
 * alone. Keys are text of at most 300 characters, without spaces. Different keys never concern each other.
 */
export interface TokenStore {
  /** What is kept under the key, if anything is. */
  read(key: string): Promise<TokenStoreEntry | undefined>;

  /** Keeps the token for `ttlMs` milliseconds, in place of whatever was there. */
  write(key: string, token: StoredToken, ttlMs: number): Promise<void>;

  /** Removes the token if it is still the one with this hash, in one step: a newer one must stay. */
  remove(key: string, hash: string): Promise<void>;

  /**
   * Takes the lease of the key for at most `ttlMs` milliseconds, unless somebody holds it.
   *
   * @param owner tells this holder from every other
   * @returns whether it was free
   */
  acquireLease(key: string, owner: string, ttlMs: number): Promise<boolean>;

  /** Gives the lease back if this owner still holds it, in one step: a successor's must stay. */
  releaseLease(key: string, owner: string): Promise<void>;
}
