import { setMaxListeners } from 'node:events';
import { Logger } from '@nestjs/common';
import type { SchedulerRegistry } from '@nestjs/schedule';
import type { AlternativePaymentsModuleOptions } from '../config/options.js';
import type { ResolvedOptions } from '../config/resolved-options.js';
import { AccountClosedError } from '../errors/account-closed.error.js';
import { TenantNotResolvedError } from '../errors/tenant-not-resolved.error.js';
import { OutageLog } from '../sharing/outage-log.js';
import { unlessAborted } from '../timing/abort.js';
import type { TokenSnapshot } from '../token/token-snapshot.js';
import { TenantPool } from './tenant-pool.js';
import { openAccount } from '../account/open-account.js';
import type { Shutdown } from '../account/shutdown.js';
import type { TenantAccount } from './tenant-account.js';
import { TenantResolver } from './tenant-resolver.js';

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
  readonly #scheduler: SchedulerRegistry;
  readonly #resolver: TenantResolver;
  readonly #outages: OutageLog;
  readonly #shutdown: Shutdown;
  /** Ends the openings that are under way. Each stage of the shutdown aborts one. */
  #openings = abortable();
  #isClosed = false;
  readonly #open: TenantPool;
  readonly #opening = new Map<string, Promise<TenantAccount>>();

  /** Made by the module, which hands it out by injection. */
  constructor(
    options: AlternativePaymentsModuleOptions,
    registration: ResolvedOptions,
    scheduler: SchedulerRegistry,
    shutdown: Shutdown,
  ) {
    const { account } = registration.identity;
    this.#registration = registration;
    this.#scheduler = scheduler;
    this.#shutdown = shutdown;
    this.#resolver = new TenantResolver(options, registration, () => this.#openings.signal);
    this.#outages = new OutageLog(new Logger(`AlternativePayments:${account}`));
    this.#open = new TenantPool(registration.tenants ?? { maximum: 0, idleMs: 0 });
  }

  /** How many accounts are open. */
  get size(): number {
    return this.#open.size;
  }

  /**
   * The account of a tenant, opened if it is not open yet, once however many callers ask.
   *
   * It is closed once it was not used for a while (`tenants.idleMs`, `tenants.maximum`), though never during a call
   * and never within a minute after it was used or handed out.
   *
   * @param tenantId your own name of the tenant: text of up to 256 characters
   * @param options.signal gives up waiting; the account is opened all the same
   * @throws TenantNotFoundError if `tenants.resolve` returns nothing, since there is no such tenant
   * @throws TenantNotResolvedError if `tenants.resolve` fails or returns what cannot be used; it is not remembered
   * @throws TokenUnavailableError with `warmUp: 'required'`, if no token can be had
   * @throws AccountClosedError after the application has shut down
   */
  async get(tenantId: string, options: { signal?: AbortSignal } = {}): Promise<TenantAccount> {
    this.#refuseIfClosed();
    const open = this.#open.take(tenantId);
    return (
      open?.services ?? unlessAborted(this.#opening.get(tenantId) ?? this.#start(tenantId), options.signal)
    );
  }

  /**
   * Forgets a tenant's account, because the tenant has left or moved to another environment: `get()` opens it anew. Whoever
   * has the account can finish what is under way; a minute after its last use it is closed. Does nothing if it is not open.
   */
  async close(tenantId: string): Promise<void> {
    // Not even a turn later, or whoever asks for it next would get it.
    this.#open.release(tenantId);
    const opening = this.#opening.get(tenantId);
    if (opening === undefined) return;
    await opening.catch(() => undefined);
    this.#open.release(tenantId);
  }

  /** The state of every open account's token, least recently used first. No I/O; no secret in it. */
  snapshots(): TokenSnapshot[] {
    return this.#open.snapshots();
  }

  /** @internal */
  beginShutdown(): Promise<void> {
    this.#openings.abort(this.#closedError());
    this.#openings = abortable();
    return this.#open.beginShutdown();
  }

  /** @internal */
  endShutdown(): void {
    this.#isClosed = true;
    this.#openings.abort(this.#closedError());
    this.#open.closeAll();
  }

  #refuseIfClosed(): void {
    if (this.#isClosed) throw this.#closedError();
  }

  #closedError(): AccountClosedError {
    return new AccountClosedError(this.#registration.identity.account);
  }

  #start(tenantId: string): Promise<TenantAccount> {
    const opening = this.#openAccount(tenantId).finally(() => this.#opening.delete(tenantId));
    this.#opening.set(tenantId, opening);
    return opening;
  }

  async #openAccount(tenantId: string): Promise<TenantAccount> {
    refuseUnusable(tenantId);
    const { signal } = this.#openings;
    const options = await this.#resolver.resolve(tenantId);
    signal.throwIfAborted();
    const account = openAccount(options, this.#scheduler, this.#shutdown, {
      sleepAfterMs: this.#registration.tenants?.sleepAfterMs,
      onUse: () => this.#open.used(tenantId, account),
      outages: this.#outages,
    });
    const close = (): void => account.close();
    signal.addEventListener('abort', close);
    await account.warmUp().finally(() => signal.removeEventListener('abort', close));
    if (signal.aborted) account.close();
    signal.throwIfAborted();
    // A worker that finishes its last job may still open an account, which then renews nothing by itself.
    if (this.#shutdown.isUnderWay) await account.beginShutdown();
    this.#open.add(tenantId, account);
    return account.services;
  }
}

function abortable(): AbortController {
  const controller = new AbortController();
  // As many as there are tenants being resolved.
  setMaxListeners(0, controller.signal);
  return controller;
}

/** It becomes a part of names and messages. */
function refuseUnusable(tenantId: unknown): void {
  if (
    typeof tenantId === 'string' &&
    tenantId.length <= 256 &&
    !/^$|[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(tenantId)
  )
    return;
  throw new TenantNotResolvedError(
    typeof tenantId === 'string'
      ? tenantId.slice(0, 256).replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '?')
      : typeof tenantId,
    'this is no name of a tenant',
    'Give text of 1 to 256 characters, without control characters.',
  );
}
