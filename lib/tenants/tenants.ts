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

/** For a registration that says nothing of tenants, which opens none. */
const NONE = { maximum: 0, idleMs: 1 };

/**
 * Accounts of tenants who are met at run time, each with an API key, a token, a rate budget and a log name of its own.
 * The option `tenants` of the registration says where their options come from.
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
  // Private fields, so that no print of this object shows what belongs to a tenant.
  readonly #account: string;
  readonly #shutdown: Shutdown;
  readonly #events: TenantEvents;
  readonly #turns = new Turns();
  readonly #pool: TenantPool;
  readonly #opener: TenantOpener;
  readonly #opening = new Map<string, Promise<OpenTenant>>();
  readonly #byName: AccountsByName;
  #isClosed = false;

  /** Made by the module, which hands it out by injection. */
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
   * The services of a tenant, bound to its name: they may be kept for as long as the application runs. The account is
   * opened if it is not open yet, once however many callers ask.
   *
   * It is closed when it was not used for a while (`tenants.idleMs`) or when there are too many (`tenants.maximum`),
   * though never while one of its calls is under way. The next call, by whichever services of that name, opens it again.
   *
   * @param tenantId your own name of the tenant: text of up to 256 characters
   * @param options.signal gives up waiting; the account is opened all the same
   * @throws TenantNotFoundError if `tenants.resolve` returns nothing, since there is no such tenant
   * @throws TenantNotResolvedError if `tenants.resolve` fails or returns what cannot be used; it is not remembered
   * @throws TokenUnavailableError with `warmUp: 'required'`, if no token can be had
   * @throws AccountClosedError after the application has shut down
   */
  async get(tenantId: string, options: { signal?: AbortSignal } = {}): Promise<TenantAccount> {
    const { account, handle } = await this.#reach(tenantId, options.signal);
    account.touch();
    return handle.services;
  }

  /**
   * Forgets a tenant's account, because the tenant has left or has moved to another environment. Its calls under way
   * finish; the next call opens the account with what `tenants.resolve` says then. An account that is being opened is
   * forgotten as well. Does nothing if there is none.
   */
  close(tenantId: string): Promise<void> {
    // The next caller must not get it, even if that caller comes in this very turn.
    this.#pool.forget(tenantId);
    this.#opening.delete(tenantId);
    return this.#turns.take();
  }

  /** How many accounts are open and in which state. No I/O and no walk: the counts are kept as accounts change. */
  counts(): TenantCounts {
    return this.#pool.counts;
  }

  /**
   * The state of the token of every open account, least recently used first. No I/O; no secret in it. A long list is made
   * in slices, between which other work has its turn.
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
      .open(tenantId, (account, forgotten) => {
        const handle = known ?? new TenantHandle(this.#byName, tenantId, account.options);
        const tenant = { account, handle, forgotten };
        if (isWanted()) {
          handle.adopt(account);
          this.#pool.add(tenantId, tenant);
        } else this.#pool.dismiss(tenant);
        return tenant;
      })
      .finally(() => {
        if (isWanted()) this.#opening.delete(tenantId);
      });
    this.#opening.set(tenantId, opening);
    return opening;
  }
}
