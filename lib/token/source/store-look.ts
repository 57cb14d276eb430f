import type { ResolvedTokenStore } from '../../config/token-store-options.js';
import { now } from '../../timing/instant.js';
import { isLate } from '../../timing/timeout.js';
import { TookTooLong, within } from '../../timing/within.js';
import type { Lease } from './lease.js';
import type { ObtainedToken } from './obtained-token.js';
import { type Place, unpack } from './stored-token.js';
import type { TokenPolicy } from './token-policy.js';

/** Reports what was learned about the store. */
interface Findings {
  works(): void;
  failed(error: unknown): void;
  /** An entry cannot be used. */
  isForeign(): void;
}

/**
 * One look at the store. All answers of the store share one timeout. Once the store has failed, it is not
 * asked again.
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

  /** Reads the token at a place, which may have no lifetime left; undefined if there is no usable one. */
  read(place: Place): Promise<ObtainedToken | undefined> {
    const { store, seal } = this.settings;
    return this.ask(async () => {
      // The store's remaining time for an entry counts from before the answer was sent.
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
      // If the caller has cancelled, the result says nothing about the store.
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
      // A standstill of the process does not count against the store.
      if (!isLate(begin + leftMs, end)) this.leftMs -= end - begin;
    }
  }
}
