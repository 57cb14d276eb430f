import type { ResolvedTokenStore } from '../../config/token-store-options.js';
import type { OutageLog, SharedThing } from '../../logging/outage-log.js';
import { detached } from '../../timing/detached.js';
import { now } from '../../timing/instant.js';
import { within } from '../../timing/within.js';
import type { Lease } from './lease.js';
import { leftMs, type ObtainedToken } from './obtained-token.js';
import { StoreLook } from './store-look.js';
import { pack, type Place } from './stored-token.js';
import type { TokenPolicy } from './token-policy.js';

const TOKEN_STORE: SharedThing = {
  name: 'The token store',
  remedy: 'this process requests its own tokens',
};
const ITS_ENTRIES: SharedThing = {
  name: 'An entry of the token store',
  remedy: 'is ignored, as are others like it',
};

/** Why an entry cannot be used. */
const FOREIGN =
  'it is damaged, never expires, or is sealed with a key that is not among those of "encryption"';

/**
 * The host's token store as the rest of the library sees it. It never rejects and never exceeds its timeout.
 * A failure is logged once, and so is the recovery.
 */
export class StoreClient {
  /**
   * Background operations, one after the other. A removal must not overtake the write before it. In the async
   * context of the caller that opens the account, the promise would keep what belongs to that caller.
   */
  private background: Promise<void> = detached(() => Promise.resolve());

  constructor(
    private readonly settings: ResolvedTokenStore,
    private readonly policy: TokenPolicy,
    private readonly outages: OutageLog,
  ) {}

  /** How long a lease lasts, in milliseconds. */
  get leaseMs(): number {
    return this.settings.leaseMs;
  }

  /** Whether the last operation failed. */
  get isFailing(): boolean {
    return this.outages.isFailing(this.settings.store);
  }

  /** Begins a look at the store, which has one timeout. */
  look(signal: AbortSignal): StoreLook {
    return new StoreLook(this.settings, this.policy, signal, {
      works: () => this.outages.works(this.settings.store, TOKEN_STORE),
      failed: (error) => this.outages.failed(this.settings.store, TOKEN_STORE, error),
      isForeign: () => this.outages.failed(this.settings.seal, ITS_ENTRIES, FOREIGN),
    });
  }

  writeLater(place: Place, token: ObtainedToken): void {
    const { store, seal, timeoutMs } = this.settings;
    this.later(async () => {
      const at = now();
      // The store counts from the moment of writing, which may be that much later.
      const ttlMs = Math.floor(leftMs(token, at) - timeoutMs);
      if (ttlMs < 1) return;
      const packed = pack(token, seal, place.bond, at);
      try {
        await store.write(place.key, packed, ttlMs);
      } catch (error) {
        // Servers quote the command that they refuse, and this one holds the token.
        throw new Error(`writing failed (${kindOfError(error)})`);
      }
      // An entry that was written even later, for example after an outage, would outlive its token.
      const tookMs = now().monotonicMs - at.monotonicMs;
      if (tookMs > timeoutMs) this.removeLater(place, packed.hash);
    });
  }

  /** Removes a token, unless the store holds another one by then. */
  removeLater(place: Place, hash: string): void {
    this.later(() => this.settings.store.remove(place.key, hash));
  }

  /** Releases a lease, if it was requested. */
  releaseLater({ key, owner }: Lease): void {
    if (owner !== undefined) this.later(() => this.settings.store.releaseLease(key, owner));
  }

  private later(run: () => Promise<void>): void {
    this.background = detached(() =>
      this.background
        .then(() => within(this.settings.timeoutMs, run))
        .then(() => this.outages.works(this.settings.store, TOKEN_STORE))
        .catch((error: unknown) => this.outages.failed(this.settings.store, TOKEN_STORE, error)),
    );
  }
}

/** Name and code of an error, without its text. */
function kindOfError(error: unknown): string {
  const { name, code } = (error ?? {}) as Record<string, unknown>;
  return [name, code].filter((one) => typeof one === 'string').join(' ') || typeof error;
}
