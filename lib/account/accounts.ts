import type { HttpService } from '@nestjs/axios';
import type { SchedulerRegistry } from '@nestjs/schedule';
import type { AlternativePaymentsModuleOptions } from '../config/options.js';
import type { ResolvedOptions } from '../config/resolved-options.js';
import { AccountClosedError } from '../errors/account-closed.error.js';
import { TenantNotResolvedError } from '../errors/tenant-not-resolved.error.js';
import { unlessAborted } from '../timing/abort.js';
import type { TokenService } from '../token/token.service.js';
import type { TokenSnapshot } from '../token/token-snapshot.js';
import type { Account } from './account.js';
import { openAccount } from './open-account.js';
import { TenantResolver } from './tenant-resolver.js';

/** The account of a tenant. Get it for each piece of work, and do not keep it. */
export interface TenantAccount {
  readonly httpService: HttpService;
  readonly tokenService: TokenService;
}

/** Whoever was just handed an account is about to use it: so long at least it stays open, in milliseconds. */
const RECENT_MS = 60_000;

/**
 * Accounts of tenants who are met at run time, each with an API key, a token, a rate budget and a log name of its own.
 * The option `accounts` of the registration says where their options come from.
 *
 * @example
 * constructor(private readonly accounts: AlternativePaymentsAccounts) {}
 *
 * async customersOf(partner: string) {
 *   const { httpService } = await this.accounts.get(partner);
 *   return firstValueFrom(httpService.get('/customers'));
 * }
 */
export class AlternativePaymentsAccounts {
  // Private fields, so that no print of this object shows what belongs to a tenant.
  readonly #registration: ResolvedOptions;
  readonly #scheduler: SchedulerRegistry;
  readonly #resolver: TenantResolver;
  readonly #shutdown = new AbortController();
  /** The one that was used last is last. */
  readonly #open = new Map<string, Account>();
  readonly #opening = new Map<string, Promise<Account>>();
  /** Those that fetch their first token before anybody gets them. */
  readonly #warming = new Set<Account>();
  /** To be closed as soon as their calls have ended. */
  readonly #leaving = new Set<Account>();
  #sweeper?: NodeJS.Timeout;

  /** Made by the module, which hands it out by injection. */
  constructor(
    options: AlternativePaymentsModuleOptions,
    registration: ResolvedOptions,
    scheduler: SchedulerRegistry,
  ) {
    this.#registration = registration;
    this.#scheduler = scheduler;
    this.#resolver = new TenantResolver(options, registration, this.#shutdown.signal);
  }

  /** How many accounts are open. */
  get size(): number {
    return this.#open.size;
  }

  /**
   * The account of a tenant, opened if it is not open yet, once however many callers ask.
   *
   * It is closed once it was not used for a while (`accounts.idleMs`, `accounts.maximum`), though never during a call
   * and never within a minute after it was handed out.
   *
   * @param tenantId your own name of the tenant: text of up to 256 characters
   * @param options.signal gives up waiting; the account is opened all the same
   * @throws TenantNotResolvedError if `accounts.resolve` fails or returns what cannot be used; it is not remembered
   * @throws TokenUnavailableError with `warmUp: 'required'`, if no token can be had
   * @throws AccountClosedError after the application has shut down
   */
  async get(tenantId: string, options: { signal?: AbortSignal } = {}): Promise<TenantAccount> {
    this.#refuseIfClosed();
    const open = this.#open.get(tenantId);
    if (open !== undefined) {
      open.touch();
      return open;
    }
    return unlessAborted(this.#opening.get(tenantId) ?? this.#start(tenantId), options.signal);
  }

  /**
   * Closes a tenant's account, because the tenant has left or moved to another environment: calls under way end as they
   * would, and `get()` opens it anew. Does nothing if it is not open.
   */
  async close(tenantId: string): Promise<void> {
    await this.#opening.get(tenantId)?.catch(() => undefined);
    const account = this.#open.get(tenantId);
    if (account === undefined) return;
    this.#open.delete(tenantId);
    if (account.isInUse) this.#leaving.add(account);
    else account.close('released');
  }

  /** The state of every open account's token, least recently used first. No I/O; no secret in it. */
  snapshots(): TokenSnapshot[] {
    return Array.from(this.#open.values(), ({ tokenService }) => tokenService.snapshot());
  }

  /**
   * Ends everything. Twice is fine.
   *
   * @internal
   */
  closeAll(): void {
    this.#shutdown.abort(this.#closedError());
    clearTimeout(this.#sweeper);
    const all = [...this.#open.values(), ...this.#warming, ...this.#leaving];
    this.#open.clear();
    this.#leaving.clear();
    for (const account of all) account.close();
  }

  #refuseIfClosed(): void {
    if (this.#shutdown.signal.aborted) throw this.#closedError();
  }

  #closedError(): AccountClosedError {
    return new AccountClosedError(this.#registration.identity.account);
  }

  #start(tenantId: string): Promise<Account> {
    const opening = this.#openAccount(tenantId).finally(() => this.#opening.delete(tenantId));
    this.#opening.set(tenantId, opening);
    return opening;
  }

  async #openAccount(tenantId: string): Promise<Account> {
    refuseUnusable(tenantId);
    const options = await this.#resolver.resolve(tenantId);
    const { sleepAfterMs = Infinity } = this.#registration.accounts ?? {};
    const account = openAccount(options, this.#scheduler, {
      sleepAfterMs,
      onUse: () => this.#used(tenantId, account),
    });
    this.#refuseIfClosed();
    this.#warming.add(account);
    await account.warmUp().finally(() => this.#warming.delete(account));
    this.#refuseIfClosed();
    this.#keep(tenantId, account);
    this.#trim();
    return account;
  }

  #used(tenantId: string, account: Account): void {
    if (this.#open.get(tenantId) === account) this.#keep(tenantId, account);
    else if (!account.isInUse && this.#leaving.delete(account)) account.close('released');
  }

  #keep(tenantId: string, account: Account): void {
    this.#open.delete(tenantId);
    this.#open.set(tenantId, account);
    this.#armSweeper();
  }

  /** Closes what is too much. */
  #trim(): void {
    const { maximum = 0, idleMs = 0 } = this.#registration.accounts ?? {};
    this.#closeUnused(Math.min(RECENT_MS, idleMs), maximum);
  }

  /** Closes accounts that were not used within a time, least recently used first, until so many are left. */
  #closeUnused(milliseconds: number, leave: number): void {
    for (const [tenantId, account] of this.#open) {
      if (this.#open.size <= leave) return;
      // A call that takes long may stand anywhere; whatever follows one at rest was used later than that.
      if (account.isInUse) continue;
      if (account.isUsedWithin(milliseconds)) return;
      this.#open.delete(tenantId);
      account.close('unused');
    }
  }

  /** One timer for all accounts, which does not keep the process alive. */
  #armSweeper(): void {
    const [oldest] = this.#open.values();
    if (this.#sweeper !== undefined || oldest === undefined) return;
    const { idleMs = 0 } = this.#registration.accounts ?? {};
    this.#sweeper = setTimeout(
      () => {
        this.#sweeper = undefined;
        this.#closeUnused(idleMs, 0);
        this.#armSweeper();
      },
      Math.max(1, Math.ceil(oldest.idleInMs(idleMs))),
    );
    this.#sweeper.unref();
  }
}

/** It becomes a part of names and messages. */
function refuseUnusable(tenantId: unknown): void {
  if (typeof tenantId === 'string' && /^[^\p{Cc}\p{Cf}]{1,256}$/u.test(tenantId)) return;
  throw new TenantNotResolvedError(
    typeof tenantId === 'string' ? tenantId.slice(0, 256).replace(/[\p{Cc}\p{Cf}]/gu, '?') : String(tenantId),
    'this is no name of a tenant',
    'Give text of 1 to 256 characters, without control characters.',
  );
}
