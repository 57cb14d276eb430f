import type { ApiKey } from './api-key.js';
import { forbidden, unauthorized } from './http-error.js';
import type { JournalEntry } from './journal-entry.js';
import type { RateLimit } from './rate-limit.js';
import type { Route } from './router.js';
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

  /** @throws HttpError 401 without a valid bearer token, 403 for what serves this machine alone */
  checkAccess(entry: JournalEntry, access: Route['access']): void {
    if (access === 'local' && !entry.isLocal) throw forbidden('this serves the same machine alone');

    if (access !== undefined) return;

    if (entry.token === undefined) throw unauthorized('missing bearer token');

    if (!this.tokens.isLive(entry.token)) throw unauthorized('invalid or expired token');
  }
}
