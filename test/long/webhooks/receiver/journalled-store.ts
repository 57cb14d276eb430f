import type { Claim, DeliveryStore } from 'nestjs-alternative-payments/webhooks';
import type { Journal } from './journal.js';

/** Writes down what the store knows, and has leases that end before the patience of a test does. */
export class JournalledStore implements DeliveryStore {
  constructor(
    private readonly store: DeliveryStore,
    private readonly journal: Journal,
    private readonly leaseMs: number,
  ) {}

  claim(key: string, _leaseMs: number, lease?: string): Promise<Claim> {
    return this.store.claim(key, this.leaseMs, lease);
  }

  async markHandler(key: string, lease: string, handler: string): Promise<void> {
    await this.store.markHandler(key, lease, handler);
    this.journal.write('remembered', key, handler);
  }

  complete(key: string, lease: string, keepMs: number): Promise<void> {
    return this.store.complete(key, lease, keepMs);
  }

  release(key: string, lease: string): Promise<void> {
    return this.store.release(key, lease);
  }
}
