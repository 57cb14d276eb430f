import type { TenantAccount } from 'nestjs-alternative-payments';
import type { CallPlan } from '../engine/call-plan.js';
import type { Wish } from '../engine/wish.js';
import type { Tenant } from './tenant.js';
import type { TenantsApplication } from './tenants-application.js';

/** A wish of somebody who works for a tenant. */
export interface TenantWish {
  readonly wish: Wish;
  readonly tenant: Tenant;
  /** What was known when it was made. */
  readonly wasOpen: boolean;
  readonly wasFailing: boolean;
  readonly resolvedBefore: number;
  readonly requestsBefore: number;
  /** Other wishes for the same tenant that were pending. */
  readonly othersBefore: number;
}

/** Those who work for tenants: they get accounts, use them, and keep them. */
export class Users {
  private readonly wishes = new Map<Wish, TenantWish>();
  /** Handed out earlier, and kept. */
  private readonly kept: Array<{ readonly tenant: Tenant; readonly services: TenantAccount }> = [];
  /** Of the wish that is just being made. */
  private making?: Omit<TenantWish, 'wish'>;

  constructor(private readonly of: TenantsApplication) {}

  wishOf(wish: Wish): TenantWish | undefined {
    return this.wishes.get(wish);
  }

  /** A wish was made. */
  entered(wish: Wish): void {
    if (this.making === undefined) return;
    this.wishes.set(wish, { ...this.making, wish });
    this.making.tenant.wishes.add(wish);
  }

  /** The account is no longer in use for this wish. */
  over(wish: Wish): void {
    const tenant = this.wishes.get(wish)?.tenant;
    if (tenant?.wishes.delete(wish)) tenant.use();
    // The account that it was made for has been forgotten, and whether it used the present one is not known.
    else tenant?.stir();
  }

  /** Gets the account and uses it at once, as everybody should. */
  use(tenant: Tenant, plan?: CallPlan, giveUpAfterMs?: number): void {
    this.get(tenant, giveUpAfterMs, (services) => {
      if (plan !== undefined) this.call(tenant, services, plan);
      else this.make(tenant, () => this.of.callers.getToken(services.tokenService));
    });
  }

  useKept(at: number, plan: CallPlan): void {
    const kept = this.kept[at % Math.max(1, this.kept.length)];
    if (kept !== undefined) this.call(kept.tenant, kept.services, plan);
  }

  get(tenant: Tenant, giveUpAfterMs?: number, then?: (services: TenantAccount) => void): void {
    const { callers, door } = this.of;
    const leaving = new AbortController();
    const wish = this.make(tenant, () =>
      callers.wish('account', async () => {
        const services = await door.get(tenant.id, { signal: leaving.signal });
        this.handedOut(tenant, services);
        then?.(services);
      }),
    );
    if (giveUpAfterMs === undefined) return;
    callers.leave(wish, giveUpAfterMs, () => leaving.abort());
    // Somebody has to see what is opened although nobody waits for it any more.
    door.get(tenant.id).then(
      (services) => this.handedOut(tenant, services),
      () => undefined,
    );
  }

  private handedOut(tenant: Tenant, services: TenantAccount): void {
    // Its account may have been forgotten by now. If not, the end of the wish is a use of it.
    tenant.stir();
    if (tenant.services.includes(services)) return;
    // They are all bound to the same name, and would tell the same events.
    if (tenant.services.length === 0) this.of.watchEvents(tenant, services.tokenService);
    tenant.services.push(services);
    this.kept.push({ tenant, services });
  }

  private call(tenant: Tenant, { httpService }: TenantAccount, plan: CallPlan): void {
    this.make(tenant, () => this.of.callers.call(httpService, plan));
  }

  private make(tenant: Tenant, make: () => Wish): Wish {
    const outer = this.making;
    this.making = { tenant, ...this.factsOf(tenant) };
    tenant.use();
    try {
      return make();
    } finally {
      this.making = outer;
    }
  }

  private factsOf(tenant: Tenant): Omit<TenantWish, 'wish' | 'tenant'> {
    const { pending } = this.of;
    return {
      wasOpen: tenant.isOpen,
      wasFailing: tenant.isFailing,
      resolvedBefore: tenant.resolved,
      requestsBefore: tenant.server.tokenRequests,
      othersBefore: [...pending].filter((one) => this.wishes.get(one)?.tenant === tenant).length,
    };
  }
}
