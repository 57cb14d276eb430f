import type { AlternativePaymentsTenants } from 'nestjs-alternative-payments';
import type { SimulatedClock } from '../engine/clock.js';
import type { Tenant } from './tenant.js';

/** How many accounts are open, and which, as far as it can be seen from outside. */
export class Occupancy {
  /** When the maximum of accounts was last open, on the monotonic clock. */
  fullAt = -Infinity;
  /** Since when there have been more than that. */
  crowdedSince?: number;

  constructor(
    private readonly tenants: readonly Tenant[],
    private readonly maximum: number,
    private readonly clock: SimulatedClock,
  ) {}

  count({ size }: AlternativePaymentsTenants): void {
    const now = this.clock.read().monotonic;
    if (size >= this.maximum) this.fullAt = now;
    this.crowdedSince = size > this.maximum ? (this.crowdedSince ?? now) : undefined;
  }

  /** @param onForgotten is told whose account is gone, though `close()` was not called for it */
  look(door: AlternativePaymentsTenants, onForgotten: (tenant: Tenant) => void): void {
    this.count(door);
    const releases = this.tenants.map((tenant) => tenant.releases.length);
    void door.snapshots().then((snapshots) => {
      for (const [index, tenant] of this.tenants.entries()) {
        if (tenant.releases.length !== releases[index]) continue;
        const isOpen = snapshots.some(({ account }) => account === `default/${tenant.id}`);
        if (tenant.isOpen && !isOpen) onForgotten(tenant);
        // It may have been opened for somebody who has given up long since.
        if (!tenant.isOpen && isOpen) tenant.stir();
        tenant.isOpen = isOpen;
      }
    });
  }
}
