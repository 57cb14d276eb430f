import type { ClientCredentials } from '../config/client-credentials.js';
import type { ResolvedOptions } from '../config/resolved-options.js';
import type { ResolvedTokenStore } from '../config/token-store-options.js';
import type { OutageLog, SharedThing } from '../sharing/outage-log.js';
import { backoffMs } from '../timing/backoff.js';
import { detached } from '../timing/detached.js';
import { draw } from '../timing/draw.js';
import { type Instant, now, remainingMs } from '../timing/instant.js';
import { sleep } from '../timing/sleep.js';
import { within } from '../timing/within.js';
import { waitMs } from './access-token.js';
import { hashOf, pack, unpack } from './shared-token.js';
import { Lease } from './lease.js';
import { StoreTime } from './store-time.js';
import { leftMs, type ObtainedToken } from './obtained-token.js';
import type { TokenAttempt, TokenAttemptRequest } from './token-attempt.js';
import type { TokenPolicy } from './token-policy.js';

/** Pauses between two looks at a store into which somebody else is about to put a token. */
const POLL = { baseMs: 50, maxMs: 250 };

/** Rejected tokens that are remembered. Hardly two of them live at the same time. */
const MOST_REJECTED = 20;

const TOKEN_STORE: SharedThing = {
  name: 'The token store',
  remedy: 'this process obtains its tokens alone',
};
const ITS_ENTRIES: SharedThing = {
  name: 'An entry of the token store',
  remedy: 'counts as none, as do others like it',
};

/** Why an entry is of no use. */
const FOREIGN = 'it is damaged, kept for ever, or sealed with a key that is not among those of "encryption"';

/** Where in the store an account's token is. */
interface Place {
  readonly key: string;
  /** What a token there belongs to; sealed, it opens nowhere else. */
  readonly bond: string;
}

/**
 * Shares an account's token with other processes: one obtains it under a lease, the others take it up from the store.
 * The store is an optimisation. Where it fails, the process goes on alone, after its time-out at most.
 */
export class TokenSharing {
  /** Hashes of tokens that were rejected and must not come back from the store; oldest first. */
  private readonly rejected = new Set<string>();
  /** Where the token lies that was shared or taken up last: the key may have been replaced since. */
  private latest?: Place;
  /** What is done behind the caller's back, one after the other: a removal must not overtake the write before it. */
  private background: Promise<void> = Promise.resolve();

  constructor(
    private readonly options: ResolvedOptions,
    private readonly policy: TokenPolicy,
    private readonly settings: ResolvedTokenStore,
    private readonly outages: OutageLog,
  ) {}

  /** Takes up the token of another process, or asks for one and shares it. Never rejects. */
  async obtain(
    credentials: ClientCredentials,
    request: TokenAttemptRequest,
    ask: () => Promise<TokenAttempt>,
  ): Promise<TokenAttempt> {
    const place = this.placeOf(credentials);
    const lease = new Lease();
    try {
      const found = await this.findOrLease(place, lease, request).catch((error: unknown) =>
        this.failed(error, request.signal),
      );
      if (found !== undefined) return found;
      const attempt = await ask();
      if (attempt.response) this.share(place, attempt);
      return attempt;
    } finally {
      const { owner } = lease;
      if (owner !== undefined) this.later(() => this.settings.store.releaseLease(place.key, owner));
    }
  }

  /** The token of another process, if there is one; nobody is asked for one. Never rejects. */
  look(credentials: ClientCredentials, request: TokenAttemptRequest): Promise<ObtainedToken | undefined> {
    return this.read(this.placeOf(credentials), request, this.time(request)).catch((error: unknown) =>
      this.failed(error, request.signal),
    );
  }

  /** Removes a token that was rejected, unless the store has another by now, and never takes it up again. */
  discard(token: string): void {
    const { latest } = this;
    const hash = hashOf(token);
    this.rejected.add(hash);
    const [oldest = ''] = this.rejected;
    if (this.rejected.size > MOST_REJECTED) this.rejected.delete(oldest);
    if (latest !== undefined) this.later(() => this.settings.store.remove(latest.key, hash));
  }

  /** Waits until there is a token or the lease, or until it is time to go on without either. */
  private async findOrLease(
    place: Place,
    lease: Lease,
    request: TokenAttemptRequest,
  ): Promise<ObtainedToken | undefined> {
    const { store, leaseMs } = this.settings;
    // Long enough for a holder who was killed and for its successor, or all would ask when the lease ends. But while a
    // good token is held, waiting must not eat what is left of it.
    const patienceMs = request.held === undefined ? 2 * leaseMs : Math.min(leaseMs, request.timeoutMs);
    const endsAt = performance.now() + patienceMs;
    for (let looks = 1; ; looks += 1) {
      const time = this.time(request);
      const found = await this.read(place, request, time);
      if (found !== undefined) return found;
      const owner = lease.ask();
      const isOurs = await time.spend(() => store.acquireLease(place.key, owner, leaseMs));
      // Somebody may have put a token there between the look and the lease.
      if (isOurs) return this.read(place, request, time);
      if (request.reason === 'requested' || performance.now() >= endsAt) return undefined;
      await sleep(backoffMs(looks, POLL, draw()), request.signal);
    }
  }

  private async read(
    place: Place,
    request: TokenAttemptRequest,
    time: StoreTime,
  ): Promise<ObtainedToken | undefined> {
    // A caller who asks for a new token means one of the token endpoint.
    if (request.reason === 'requested') return undefined;
    const { store, seal } = this.settings;
    const entry = await time.spend(() => store.read(place.key));
    const at = now();
    const token = entry ? unpack(entry, seal, place.bond, at, this.policy) : undefined;
    this.outages.works(TOKEN_STORE);
    if (entry && token === undefined) this.outages.failed(ITS_ENTRIES, FOREIGN);
    if (token === undefined || !this.isWanted(token, request, at)) return undefined;
    this.latest = place;
    return token;
  }

  private isWanted(token: ObtainedToken, { held, latest }: TokenAttemptRequest, at: Instant): boolean {
    const { accessToken } = token.response;
    const left = leftMs(token, at);
    if (accessToken === latest || this.rejected.has(hashOf(accessToken))) return false;
    if (left <= waitMs(token.response, this.policy)) return false;
    return held === undefined || left > remainingMs(held.expiresAt, at);
  }

  private share(place: Place, token: ObtainedToken): void {
    // Once it is given out again, it is no longer the one that was rejected.
    this.rejected.delete(hashOf(token.response.accessToken));
    this.latest = place;
    this.later(async () => {
      const ttlMs = Math.floor(leftMs(token, now()));
      if (ttlMs < 1) return;
      const { store, seal } = this.settings;
      try {
        await store.write(place.key, pack(token, seal, place.bond), ttlMs);
      } catch (error) {
        // Servers quote the command that they refuse, and this one holds the token.
        throw new Error(`writing failed (${kindOfError(error)})`);
      }
    });
  }

  private later(run: () => Promise<void>): void {
    this.background = detached(() =>
      this.background
        .then(() => within(this.settings.timeoutMs, run))
        .then(() => this.outages.works(TOKEN_STORE))
        .catch((error: unknown) => this.failed(error)),
    );
  }

  private time({ signal }: TokenAttemptRequest): StoreTime {
    return new StoreTime(this.settings.timeoutMs, signal);
  }

  private failed(error: unknown, signal?: AbortSignal): undefined {
    if (!signal?.aborted) this.outages.failed(TOKEN_STORE, error);
    return undefined;
  }

  /** Accounts that differ in anything that changes the token have places of their own. */
  private placeOf(credentials: ClientCredentials): Place {
    const { environment, baseURL } = this.options.identity;
    const key = credentials.keyIn(environment, [baseURL, this.options.tokenRequest.scope]);
    return { key, bond: JSON.stringify([key, environment, credentials.clientId]) };
  }
}

/** Name and code of an error, and nothing of its text. */
function kindOfError(error: unknown): string {
  const { name, code } = (error ?? {}) as Record<string, unknown>;
  return [name, code].filter((one) => typeof one === 'string').join(' ') || typeof error;
}
