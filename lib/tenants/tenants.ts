import { setMaxListeners } from 'node:events';
import { Logger } from '@nestjs/common';
import type { SchedulerRegistry } from '@nestjs/schedule';
import type { Account } from '../account/account.js';
import { openAccount } from '../account/account.factory.js';
import type { Shutdown } from '../account/shutdown.js';
import type { AlternativePaymentsModuleOptions } from '../config/module-options.js';
import type { ResolvedOptions } from '../config/resolved-options.js';
import { AccountClosedError } from '../errors/account-closed.error.js';
import { OutageLog } from '../logging/outage-log.js';
import { type Abortable, unlessAborted } from '../timing/abort.js';
import { inSlices } from '../timing/in-slices.js';
import { Turns } from '../timing/turns.js';
import type { StartLog } from '../pacing/start-log.js';
import { TokenAddresses } from '../token/source/token-address.js';
import type { TokenPolicy } from '../token/source/token-policy.js';
import type { TokenSnapshot } from '../token/token-snapshot.js';
import type { AccountsByName } from './accounts-by-name.js';
import type { OpenTenant } from './open-tenant.js';
import { StartLogs } from './start-logs.js';
import type { TenantAccount } from './tenant-account.js';
import type { TenantCounts } from './tenant-counts.js';
import { TenantEvents } from './tenant-events.js';
import { TenantHandle } from './tenant-handle.js';
import { refuseUnusable } from './tenant-name.js';
import { TenantPool } from './tenant-pool.js';
import { TenantResolver } from './tenant-resolver.js';

/** For a registration that says nothing of tenants, which opens none. */
const NONE = { maximum: 0, idleMs: 1, sleepAfterMs: 1 };

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
  readonly #registration: ResolvedOptions;
  readonly #policy: TokenPolicy;
  readonly #scheduler: SchedulerRegistry;
  readonly #resolver: TenantResolver;
  readonly #outages: OutageLog;
  readonly #shutdown: Shutdown;
  readonly #events: TenantEvents;
  readonly #addresses = new TokenAddresses();
  readonly #starts = new StartLogs();
  readonly #turns = new Turns();
  readonly #pool: TenantPool;
  readonly #opening = new Map<string, Promise<OpenTenant>>();
  readonly #byName: AccountsByName;
  /** Ends the openings that are under way. Each stage of the shutdown aborts one. */
  #openings = abortable();
  #isClosed = false;

  /** Made by the module, which hands it out by injection. */
  constructor(
    options: AlternativePaymentsModuleOptions,
    registration: ResolvedOptions,
    policy: TokenPolicy,
    scheduler: SchedulerRegistry,
    shutdown: Shutdown,
  ) {
    const { account } = registration.identity;
    const logger = new Logger(`AlternativePayments:${account}`);
    this.#registration = registration;
    this.#policy = policy;
    this.#scheduler = scheduler;
    this.#shutdown = shutdown;
    this.#resolver = new TenantResolver(options, registration, () => this.#openings.signal);
    this.#outages = new OutageLog(logger);
    this.#events = new TenantEvents();
    this.#pool = new TenantPool(registration.tenants ?? NONE, this.#turns);
    const isClosed = (): boolean => this.#isClosed;
    this.#byName = {
      get isClosed() {
        return isClosed();
      },
      find: (tenantId) => this.#pool.find(tenantId)?.account,
      isAsleep: (tenantId) => this.#pool.isAsleep(tenantId),
      eventsOf: (tenantId) => this.#events.of(tenantId),
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
   * finish; the next call opens the account with what `tenants.resolve` says then. Does nothing if it is not open.
   */
  close(tenantId: string): Promise<void> {
    // The next caller must not get it, even if that caller comes in this very turn.
    this.#pool.forget(tenantId);
    const opening = this.#opening.get(tenantId);
    if (opening === undefined) return this.#turns.take();
    return opening.then(
      () => this.#pool.forget(tenantId),
      () => undefined,
    );
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
    await inSlices(this.#pool.list(), ([, { account, handle }]) => {
      if (!account.isClosed) snapshots.push(handle.services.tokenService.snapshot());
    });
    return snapshots;
  }

  /** @internal */
  beginShutdown(): Promise<void> {
    this.#openings.abort(this.#closedError());
    this.#openings = abortable();
    return this.#pool.beginShutdown();
  }

  /** @internal */
  endShutdown(): void {
    this.#isClosed = true;
    this.#openings.abort(this.#closedError());
    void this.#pool.closeAll();
    this.#events.complete();
  }

  #closedError(): AccountClosedError {
    return new AccountClosedError(this.#registration.identity.account);
  }

  async #reach(tenantId: string, signal?: Abortable, handle?: TenantHandle): Promise<OpenTenant> {
    if (this.#isClosed) throw this.#closedError();
    const open = this.#pool.find(tenantId) ?? this.#opening.get(tenantId) ?? this.#start(tenantId, handle);
    return open instanceof Promise ? unlessAborted(open, signal) : open;
  }

  #start(tenantId: string, handle?: TenantHandle): Promise<OpenTenant> {
    this.#shutdown.noteCall();
    const opening = this.#open(tenantId, handle).finally(() => this.#opening.delete(tenantId));
    this.#opening.set(tenantId, opening);
    return opening;
  }

  async #open(tenantId: string, known?: TenantHandle): Promise<OpenTenant> {
    refuseUnusable(tenantId);
    const { signal } = this.#openings;
    await this.#turns.take();
    signal.throwIfAborted();
    const options = await this.#resolver.resolve(tenantId);
    await this.#turns.take();
    signal.throwIfAborted();
    const starts = this.#starts.of(tenantId, options);
    const account = this.#make(tenantId, options, starts.log);
    const close = (): void => account.close();
    signal.addEventListener('abort', close);
    try {
      await account.warmUp();
      if (signal.aborted) account.close();
      signal.throwIfAborted();
      // A worker that finishes its last job may still open an account, which then renews nothing by itself.
      if (this.#shutdown.isUnderWay) await account.beginShutdown();
    } catch (error) {
      starts.leave();
      throw error;
    } finally {
      signal.removeEventListener('abort', close);
    }
    const handle = known ?? new TenantHandle(this.#byName, tenantId, options);
    handle.adopt(account);
    const { state } = account.tokenService.snapshot();
    const tenant: OpenTenant = { account, handle, state, forgotten: starts.leave };
    this.#pool.add(tenantId, tenant);
    return tenant;
  }

  #make(tenantId: string, options: ResolvedOptions, starts: StartLog | undefined): Account {
    const account = openAccount(options, this.#policy, this.#scheduler, this.#shutdown, {
      sleepAfterMs: this.#registration.tenants?.sleepAfterMs,
      used: () => this.#pool.used(tenantId, account),
      rests: () => this.#pool.rests(account),
      outages: this.#outages,
      addresses: this.#addresses,
      starts,
    });
    account.tokenService.events$.subscribe((event) => {
      this.#pool.stateChanged(tenantId, account);
      this.#events.tell(tenantId, event);
    });
    return account;
  }
}

function abortable(): AbortController {
  const controller = new AbortController();
  try {
    // As many as there are tenants being resolved.
    setMaxListeners(0, controller.signal);
  } catch {
    // That of jsdom is unknown to Node, and does not warn of many listeners either.
  }
  return controller;
}
