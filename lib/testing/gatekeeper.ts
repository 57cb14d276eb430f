import type { ApiKey } from './api-key.js';
import { unauthorized } from './http-error.js';
import type { JournalEntry } from './journal-entry.js';
import type { RateLimit } from './rate-limit.js';
import type { TokenStore } from './token-store.js';

/** Decides which requests are admitted, and how often. */
export class Gatekeeper {
  constructor(
    private readonly key: ApiKey,
    private readonly tokens: TokenStore,
    readonly rateLimit: RateLimit,
  ) {}

  /** Counts the request against the rate limit of its key, and returns whether it is within the limit. */
  admits(entry: JournalEntry): boolean {
    const isOfTheKey =
      entry.token === undefined
        ? this.key.isNamedBy(entry.headers.authorization)
        : this.tokens.knows(entry.token);
    return !isOfTheKey || this.rateLimit.admits();
  }

  /** @throws HttpError 401 without a valid bearer token */
  checkToken(entry: JournalEntry): void {
    if (entry.token === undefined) throw unauthorized('missing bearer token');

    if (!this.tokens.isLive(entry.token)) throw unauthorized('invalid or expired token');
  }
}
