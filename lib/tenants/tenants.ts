import { Logger } from '@nestjs/common';
import type { SchedulerRegistry } from '@nestjs/schedule';
import type { Shutdown } from '../account/shutdown.js';
import type { AlternativePaymentsModuleOptions } from '../config/module-options.js';
import type { ResolvedOptions } from '../config/resolved-options.js';
import { AccountClosedError } from '../errors/account-closed.error.js';
import { OutageLog } from '../logging/outage-log.js';
import { type Abortable, unlessAborted } from '../timing/abort.js';
import { inSlices } from '../timing/in-slices.js';
import { Turns } from '../timing/turns.js';
import type { TokenPolicy } from '../token/source/token-policy.js';
import type { TokenSnapshot } from '../token/token-snapshot.js';
import type { TenantAccount } from './tenant-account.js';
import type { TenantCounts } from './tenant-counts.js';
import { TenantEvents } from './tenant-events.js';
import { type AccountsByName, TenantHandle } from './tenant-handle.js';
import { TenantOpener } from './tenant-opener.js';
import { type OpenTenant, TenantPool } from './tenant-pool.js';
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
 *   const { httpService } = await this.tenants.get(partner);
 *   return firstValueFrom(httpService.get('/customers'));
 * }
 */
export class AlternativePaymentsTenants {
  // These fields are private, so that no print of this object shows what belongs to a tenant.
  readonly #account: string;
  readonly #shutdown: Shutdown;
  readonly #events: TenantEvents;
  readonly #turns = new Turns();
  readonly #pool: TenantPool;
  readonly #opener: TenantOpener;
  readonly #opening = new Map<string, Promise<OpenTenant>>();
  readonly #byName: AccountsByName;
  #isClosed = false;

  /** The module creates it and provides it by injection. */
  constructor(
    options: AlternativePaymentsModuleOptions,
    registration: ResolvedOptions,
    policy: TokenPolicy,
    scheduler: SchedulerRegistry,
    shutdown: Shutdown,
  ) {
    this.#account = registration.identity.account;
    this.#shutdown = shutdown;
    const logger = new Logger(`AlternativePayments:${this.#account}`);
    const events = (this.#events = new TenantEvents());
    const pool = (this.#pool = new TenantPool(registration.tenants ?? NONE, this.#turns));
    this.#opener = new TenantOpener({
      resolver: new TenantResolver(options, registration),
      policy,
      outages: new OutageLog(logger),
      scheduler,
      shutdown,
      turns: this.#turns,
      pool,
      events,
    });
    this.#byName = {
      isClosed: () => this.#isClosed,
      find: (tenantId) => pool.find(tenantId)?.account,
      eventsOf: (tenantId) => events.of(tenantId),
      reach: async (tenantId, handle, signal) => (await this.#reach(tenantId, signal, handle)).account,
    };
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
    const { account, handle } = await this.#reach(tenantId, options.signal);
    account.touch();
    return handle.services;
  }

  /**
   * Forgets a tenant's account, because the tenant has left or has moved to another environment. Its calls in
   * progress finish. The next call opens the account with the options that `tenants.resolve` returns then. An
   * account that is being opened is forgotten as well. Nothing happens if there is none.
   */
  close(tenantId: string): Promise<void> {
    // The next caller must not get it, even if that caller comes in the same turn.
    this.#pool.forget(tenantId);
    this.#opening.delete(tenantId);
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
  beginShutdown(): Promise<void> {
    this.#opener.abort(this.#closedError());
    return this.#pool.beginShutdown();
  }

  /** @internal */
  endShutdown(): void {
    this.#isClosed = true;
    this.#opener.abort(this.#closedError());
    void this.#pool.closeAll();
    this.#events.complete();
  }

  #closedError(): AccountClosedError {
    return new AccountClosedError(this.#account);
  }

  async #reach(tenantId: string, signal?: Abortable, handle?: TenantHandle): Promise<OpenTenant> {
    if (this.#isClosed) throw this.#closedError();
    const open = this.#pool.find(tenantId) ?? this.#opening.get(tenantId) ?? this.#start(tenantId, handle);
    return open instanceof Promise ? unlessAborted(open, signal) : open;
  }

  #start(tenantId: string, known?: TenantHandle): Promise<OpenTenant> {
    this.#shutdown.noteCall();
    const isWanted = (): boolean => this.#opening.get(tenantId) === opening;
    const opening = this.#opener
      .open(tenantId, (account, onClosed) => {
        const handle = known ?? new TenantHandle(this.#byName, tenantId, account.options);
        const tenant = { account, handle, onClosed };
        if (isWanted()) {
          handle.adopt(account);
          this.#pool.add(tenantId, tenant);
        } else {
          this.#pool.dismiss(tenant);
        }
        return tenant;
      })
      .finally(() => {
        if (isWanted()) this.#opening.delete(tenantId);
      });
    this.#opening.set(tenantId, opening);
    return opening;
  }
}
