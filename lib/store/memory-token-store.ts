import { after, type Deadline, now, remainingMs } from '../timing/instant.js';
import type { StoredToken, TokenStore, TokenStoreEntry } from './token-store.js';

/**
 * A token store within one process, for tests and as a model for a store of your own. It shares nothing with
 * other processes.
 *
 * @example
 * AlternativePaymentsModule.forRoot({ ...options, tokenStore: { store: new MemoryTokenStore(), encryption: 'plaintext' } })
 */
export class MemoryTokenStore implements TokenStore {
  // These fields are private, so that no print shows a token.
  readonly #tokens = new Map<string, StoredToken & { readonly endsAt: Deadline }>();
  readonly #leases = new Map<string, { readonly owner: string; readonly endsAt: Deadline }>();

  read(key: string): Promise<TokenStoreEntry | undefined> {
    const found = living(this.#tokens, key);
    return Promise.resolve(
      found && { hash: found.hash, value: found.value, ttlMs: remainingMs(found.endsAt, now()) },
    );
  }

  write(key: string, { hash, value }: StoredToken, ttlMs: number): Promise<void> {
    // Expired entries are removed here, because nothing else removes keys that are never read again.
    for (const kept of this.#tokens.keys()) living(this.#tokens, kept);
    this.#tokens.set(key, { hash, value, endsAt: after(now(), ttlMs) });
    return Promise.resolve();
  }

  remove(key: string, hash: string): Promise<void> {
    if (this.#tokens.get(key)?.hash === hash) this.#tokens.delete(key);
    return Promise.resolve();
  }

  acquireLease(key: string, owner: string, ttlMs: number): Promise<boolean> {
    if (living(this.#leases, key) !== undefined) return Promise.resolve(false);
    this.#leases.set(key, { owner, endsAt: after(now(), ttlMs) });
    return Promise.resolve(true);
  }

  releaseLease(key: string, owner: string): Promise<void> {
    if (this.#leases.get(key)?.owner === owner) this.#leases.delete(key);
    return Promise.resolve();
  }
}

function living<T extends { readonly endsAt: Deadline }>(kept: Map<string, T>, key: string): T | undefined {
  const found = kept.get(key);
  if (found === undefined || remainingMs(found.endsAt, now()) > 0) return found;
  kept.delete(key);
  return undefined;
}
