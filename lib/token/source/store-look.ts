import type { ResolvedTokenStore } from '../../config/token-store-options.js';
import { now } from '../../timing/instant.js';
import { isLate } from '../../timing/timeout.js';
import { TookTooLong, within } from '../../timing/within.js';
import type { Lease } from './lease.js';
import type { ObtainedToken } from './obtained-token.js';
import { type Place, unpack } from './stored-token.js';
import type { TokenPolicy } from './token-policy.js';

/** What is learned of the store. */
interface Findings {
  works(): void;
  failed(error: unknown): void;
  /** An entry is of no use. */
  isForeign(): void;
}

/**
 * One look at the store. The store has its time-out for all answers together, and once it has failed it is not asked any
 * more.
 */
export class StoreLook {
  hasFailed = false;
  private leftMs: number;

  constructor(
    private readonly settings: ResolvedTokenStore,
    private readonly policy: TokenPolicy,
    private readonly signal: AbortSignal,
    private readonly findings: Findings,
  ) {
    this.leftMs = settings.timeoutMs;
  }

  /** The token at a place, which may have nothing left; undefined if there is none, or none that can be used. */
  read(place: Place): Promise<ObtainedToken | undefined> {
    const { store, seal } = this.settings;
    return this.ask(async () => {
      // What the store has left for an entry is reckoned from before the answer was on its way.
      const askedAt = now();
      const entry = await store.read(place.key);
      if (!entry) return undefined;
      const token = unpack(entry, seal, place.bond, askedAt, this.policy);
      if (token === undefined) this.findings.isForeign();
      return token;
    });
  }

  /** Whether the lease was free, and is held from now on. */
  async acquire(lease: Lease): Promise<boolean> {
    const { store, leaseMs } = this.settings;
    const isOurs = await this.ask(() => store.acquireLease(lease.key, lease.ask(), leaseMs));
    return Boolean(isOurs);
  }

  private async ask<T>(ask: () => Promise<T>): Promise<T | undefined> {
    if (this.hasFailed) return undefined;
    try {
      const answer = await this.spend(ask);
      this.findings.works();
      return answer;
    } catch (error) {
      this.hasFailed = true;
      // What is said to somebody who has given up is no news of the store.
      if (!this.signal.aborted) this.findings.failed(error);
      return undefined;
    }
  }

  private async spend<T>(ask: () => Promise<T>): Promise<T> {
    const { settings, leftMs, signal } = this;
    if (leftMs <= 0) throw new TookTooLong(settings.timeoutMs);
    const begin = performance.now();
    try {
      return await within(leftMs, ask, signal);
    } finally {
      const end = performance.now();
      // A standstill of the process is no time of the store's.
      if (!isLate(begin + leftMs, end)) this.leftMs -= end - begin;
    }
  }
}
