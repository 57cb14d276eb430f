import type { ClientCredentials } from '../../config/client-credentials.js';
import type { AccountIdentity } from '../../errors/account-identity.js';
import { backoffMs } from '../../timing/backoff.js';
import { draw } from '../../timing/draw.js';
import { now, remainingMs } from '../../timing/instant.js';
import { sleep } from '../../timing/sleep.js';
import { Lease } from './lease.js';
import { leftMs, type ObtainedToken, waitMs } from './obtained-token.js';
import type { StoreClient } from './store-client.js';
import type { StoreLook } from './store-look.js';
import { hashOf, type Place } from './stored-token.js';
import type { TokenPolicy } from './token-policy.js';
import type { KeyedTerms, TokenAttempt, TokenSource } from './token-source.js';

/** Pauses between two looks at a store while another process is about to write a token. */
const POLL = { baseMs: 50, maxMs: 250 };

/** How many rejected tokens are remembered. Two of them are rarely valid at the same time. */
const MOST_REJECTED = 20;

/** What distinguishes the tokens of one account from those of another. */
interface SharedSettings extends Pick<AccountIdentity, 'environment' | 'baseURL'> {
  readonly scope: string;
}

/**
 * Shares an account's token with other processes. One process obtains it under a lease, and the others take
 * it from the store. The store is an optimisation: if it fails, the process goes on without it, after the
 * store's timeout at most.
 */
export class SharedSource implements TokenSource<KeyedTerms> {
  /** Hashes of tokens that were rejected and must not be taken from the store again; oldest first. */
  private readonly rejected = new Set<string>();
  /** Where the latest token lies that was shared or taken over. The key may have been replaced since. */
  private latest?: Place;

  constructor(
    private readonly inner: TokenSource<KeyedTerms>,
    private readonly store: StoreClient,
    private readonly settings: SharedSettings,
    private readonly policy: TokenPolicy,
  ) {}

  /** Takes over the token of another process, or obtains one and shares it. */
  async obtain(terms: KeyedTerms): Promise<TokenAttempt> {
    const place = this.placeOf(terms.credentials);
    const lease = new Lease(place.key);
    try {
      const found = await this.findOrLease(place, lease, terms);
      if (found !== undefined) return { value: found };
      const attempt = await this.inner.obtain(terms);
      if (attempt.value) this.share(place, attempt.value);
      return attempt;
    } finally {
      this.store.releaseLater(lease);
    }
  }

  mayRecheck(): boolean {
    return true;
  }

  async recheck(terms: KeyedTerms): Promise<TokenAttempt | undefined> {
    const value = await this.find(this.placeOf(terms.credentials), terms, this.store.look(terms.signal));
    return value && { value };
  }

  /** Removes a rejected token, unless the store has another one by now, and never takes it over again. */
  discard(token: string): void {
    const hash = hashOf(token);
    this.rejected.add(hash);
    const [oldest = ''] = this.rejected;
    if (this.rejected.size > MOST_REJECTED) this.rejected.delete(oldest);
    if (this.latest !== undefined) this.store.removeLater(this.latest, hash);
  }

  /** Waits until there is a token or the lease, or until it is time to go on without either. */
  private async findOrLease(
    place: Place,
    lease: Lease,
    terms: KeyedTerms,
  ): Promise<ObtainedToken | undefined> {
    const { leaseMs } = this.store;
    // The time covers two leases, one of a holder that was killed and one of its successor. After a single
    // one, every waiting process would request a token at once. But while a valid token is held, waiting must
    // not use up its remaining lifetime.
    const patienceMs = terms.held() === undefined ? 2 * leaseMs : Math.min(leaseMs, terms.timeoutMs(now()));
    const endsAt = performance.now() + patienceMs;
    for (let looks = 1; !terms.signal.aborted; looks += 1) {
      const look = this.store.look(terms.signal);
      const found = await this.find(place, terms, look);
      if (found !== undefined) return found;
      // Another process may have written a token between the look and the lease.
      if (await look.acquire(lease)) return this.find(place, terms, look);
      if (look.hasFailed || terms.mustBeNew || performance.now() >= endsAt) break;
      await sleep(backoffMs(looks, POLL, draw()), terms.signal).catch(() => undefined);
    }
    return undefined;
  }

  private async find(place: Place, terms: KeyedTerms, look: StoreLook): Promise<ObtainedToken | undefined> {
    if (terms.mustBeNew) return undefined;
    const token = await look.read(place);
    if (token === undefined || !this.isWanted(token, terms)) return undefined;
    this.latest = place;
    return token;
  }

  private isWanted(token: ObtainedToken, terms: KeyedTerms): boolean {
    const { accessToken } = token.response;
    const at = now();
    const left = leftMs(token, at);
    if (accessToken === terms.latest || this.rejected.has(hashOf(accessToken))) return false;
    if (left <= waitMs(token.response, this.policy)) return false;
    const held = terms.held();
    return held === undefined || left > remainingMs(held.expiresAt, at);
  }

  private share(place: Place, token: ObtainedToken): void {
    // A token that the endpoint returns again no longer counts as rejected.
    this.rejected.delete(hashOf(token.response.accessToken));
    this.latest = place;
    this.store.writeLater(place, token);
  }

  /** Accounts that differ in anything that affects the token have different places. */
  private placeOf(credentials: ClientCredentials): Place {
    const { environment, baseURL, scope } = this.settings;
    const key = credentials.keyIn(environment, [baseURL, scope]);
    return { key, bond: JSON.stringify([key, environment, credentials.clientId]) };
  }
}
