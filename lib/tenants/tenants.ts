import { Logger } from '@nestjs/common';
import type { SchedulerRegistry } from '@nestjs/schedule';
import type { AlternativePaymentsClient } from '../api/alternative-payments-client.js';
import { createClient } from '../api/client.js';
import type { Shutdown } from '../account/shutdown.js';
import type { AlternativePaymentsModuleOptions } from '../config/module-options.js';
import type { ResolvedOptions } from '../config/resolved-options.js';
import { NewsBudget } from '../logging/news-budget.js';
import { OutageLog } from '../logging/outage-log.js';
import type { Observation } from '../observation/observation.js';
import { inSlices } from '../timing/in-slices.js';
import { Turns } from '../timing/turns.js';
import type { TokenPolicy } from '../token/source/token-policy.js';
import type { TokenSnapshot } from '../token/token-snapshot.js';
import { OpenTenants } from './open-tenants.js';
import type { TenantAccount } from './tenant-account.js';
import type { TenantCounts } from './tenant-counts.js';
import { TenantEvents } from './tenant-events.js';
import { TenantOpener } from './tenant-opener.js';
import { TenantPool } from './tenant-pool.js';
import { TenantResolver } from './tenant-resolver.js';

/** Used for a registration without tenants, which opens none. */
const NONE = { maximum: 0, idleMs: 1 };

/**
 * Accounts of tenants that become known at run time, each with an API key, a token, a rate budget and a log
 * name of its own. The option `tenants` of the registration says where their options come from.
 *
 * @example
 * constructor(private readonly tenants: AlternativePaymentsTenants) {}
 *
 * async customersOf(partner: string) {
 *   const { data } = await this.tenants.client(partner).customers.list();
 *   return data;
 * }
 */
export class AlternativePaymentsTenants {
  // These fields are private, so that no print of this object shows what belongs to a tenant.
  readonly #events: TenantEvents;
  readonly #news: NewsBudget;
  readonly #turns = new Turns();
  readonly #pool: TenantPool;
  readonly #opener: TenantOpener;
  readonly #byName: OpenTenants;

  /** The module creates it and provides it by injection. */
  constructor(
    options: AlternativePaymentsModuleOptions,
    registration: ResolvedOptions,
    policy: TokenPolicy,
    scheduler: SchedulerRegistry,
    shutdown: Shutdown,
    observation?: Observation,
  ) {
    const { account } = registration.identity;
    const logger = new Logger(`AlternativePayments:${account}`);
    const news = (this.#news = new NewsBudget(account, logger));
    const events = (this.#events = new TenantEvents());
    const pool = (this.#pool = new TenantPool(registration.tenants ?? NONE, this.#turns));
    const opener = (this.#opener = new TenantOpener({
      resolver: new TenantResolver(options, registration),
      policy,
      outages: new OutageLog(logger),
      news,
      scheduler,
      shutdown,
      turns: this.#turns,
      pool,
      events,
      registration: registration.identity.account,
      observation,
    }));
    this.#byName = new OpenTenants({ registration, shutdown, pool, opener, events, observation });
  }

  /** How many accounts are open. */
  get size(): number {
    return this.#pool.size;
  }

  /**
   * Returns the services of a tenant. They are bound to its name and may be kept for as long as the
   * application runs. The account is opened if it is not open yet, and only once if several callers ask at
   * the same time.
   *
   * The account is closed when it was not used for a while (`tenants.idleMs`) or when there are too many
   * (`tenants.maximum`), but never while one of its calls is in progress. The next call with any services of
   * that name opens it again.
   *
   * @param tenantId your own name of the tenant, a string of up to 256 characters
   * @param options.signal ends the wait; the account is opened nevertheless
   * @throws TenantNotFoundError if `tenants.resolve` returns nothing, because there is no such tenant
   * @throws TenantNotResolvedError if `tenants.resolve` fails or returns options that cannot be used; the
   * failure is not remembered
   * @throws TokenUnavailableError with `warmUp: 'required'`, if no token can be obtained
   * @throws AccountClosedError after the application has shut down
   */
  async get(tenantId: string, options: { signal?: AbortSignal } = {}): Promise<TenantAccount> {
    const { account, handle } = await this.#byName.open(tenantId, options.signal);
    account.touch();
    return handle.services;
  }

  /**
   * Returns a client for a tenant at once. Its first call opens the tenant's account, as `get()` does, and it
   * may be kept for as long as the application runs.
   *
   * @param tenant your own name of the tenant, or a function that returns it. The function is called once for
   * each call and once for each list, all pages of which belong to that tenant
   *
   * @example
   * const api = tenants.client(() => cls.get('partner'));
   * const customers = await api.customers.list();
   */
  client(tenant: string | (() => string)): AlternativePaymentsClient {
    return createClient(() => this.#byName.handleOf(typeof tenant === 'function' ? tenant() : tenant).route);
  }

  /**
   * Forgets a tenant's account, because the tenant has left or has moved to another environment. Its calls in
   * progress finish. The next call opens the account with the options that `tenants.resolve` returns then. An
   * account that is being opened is forgotten as well. Nothing happens if there is none.
   */
  close(tenantId: string): Promise<void> {
    this.#byName.forget(tenantId);
    return this.#turns.take();
  }

  /**
   * How many accounts are open and in which state. This needs no I/O and no loop: the counts are kept as
   * accounts change.
   */
  counts(): TenantCounts {
    return this.#pool.counts;
  }

  /**
   * The state of the token of every open account, least recently used first. This needs no I/O, and the
   * result holds no secret. A long list is built in slices, between which other work has its turn.
   */
  async snapshots(): Promise<TokenSnapshot[]> {
    const snapshots: TokenSnapshot[] = [];
    await inSlices(this.#pool.list(), ({ account }) => {
      if (!account.isClosed) snapshots.push(account.tokenService.snapshot());
    });
    return snapshots;
  }

  /** @internal */
  async beginShutdown(): Promise<void> {
    this.#opener.abort(this.#byName.closedError());
    await this.#pool.beginShutdown();
    // The process may end before any timer fires.
    this.#news.flush();
  }

  /** @internal */
  endShutdown(): void {
    this.#byName.close();
    this.#opener.abort(this.#byName.closedError());
    void this.#pool.closeAll().finally(() => this.#news.flush());
    this.#events.complete();
  }
}
