import { randomUUID } from 'node:crypto';
import type { Claim, DeliveryStore } from './delivery-store.js';

/** Older entries are forgotten when there are more. */
const MOST_ENTRIES = 10_000;

interface Entry {
  lease?: { readonly id: string; endsAtMs: number };
  readonly done: Set<string>;
  /** Undefined until the delivery was handled. Measured by the monotonic clock, as is the end of the lease. */
  keptUntilMs?: number;
}

/**
 * Remembers deliveries in the memory of this process. Use it in tests and where one process receives all
 * deliveries: another process does not know what this one has handled, and neither does this one after a
 * restart.
 */
export class MemoryDeliveryStore implements DeliveryStore {
  private readonly entries = new Map<string, Entry>();

  async claim(key: string, leaseMs: number, lease?: string): Promise<Claim> {
    const now = performance.now();
    const entry = this.present(key, now) ?? { done: new Set<string>() };
    if (entry.keptUntilMs !== undefined) return { state: 'done' };
    const held = entry.lease;
    const leftMs = Math.max(0, (held?.endsAtMs ?? 0) - now);
    const isBusy = lease === undefined ? leftMs > 0 : held?.id !== lease;
    if (isBusy) return { state: 'busy', retryAfterMs: leftMs };
    const id = lease ?? randomUUID();
    entry.lease = { id, endsAtMs: now + leaseMs };
    // The newest entries come last.
    this.entries.delete(key);
    this.entries.set(key, entry);
    this.forgetOldest(now);
    return { state: 'claimed', lease: id, done: [...entry.done] };
  }

  async markHandler(key: string, lease: string, handler: string): Promise<void> {
    this.heldBy(key, lease)?.done.add(handler);
  }

  async complete(key: string, lease: string, keepMs: number): Promise<void> {
    const entry = this.heldBy(key, lease);
    if (entry === undefined) return;
    entry.lease = undefined;
    entry.keptUntilMs = performance.now() + keepMs;
  }

  async release(key: string, lease: string): Promise<void> {
    const entry = this.heldBy(key, lease);
    if (entry !== undefined) entry.lease = undefined;
  }

  private present(key: string, now: number): Entry | undefined {
    const entry = this.entries.get(key);
    if (entry?.keptUntilMs === undefined || entry.keptUntilMs > now) return entry;
    this.entries.delete(key);
    return undefined;
  }

  /** A lease that has ended is still held until somebody else claims, so that a slow holder is heard. */
  private heldBy(key: string, lease: string): Entry | undefined {
    const entry = this.present(key, performance.now());
    return entry?.lease?.id === lease ? entry : undefined;
  }

  /** What is being worked on is never forgotten. */
  private forgetOldest(now: number): void {
    for (const [key, { lease }] of this.entries) {
      if (this.entries.size <= MOST_ENTRIES) return;
      if (lease === undefined || lease.endsAtMs <= now) this.entries.delete(key);
    }
  }
}
