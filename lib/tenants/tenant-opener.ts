import { setMaxListeners } from 'node:events';
import type { SchedulerRegistry } from '@nestjs/schedule';
import { openAccount } from '../account/account.factory.js';
import type { Account } from '../account/account.js';
import type { Shutdown } from '../account/shutdown.js';
import type { ResolvedOptions } from '../config/resolved-options.js';
import type { StartLog } from '../pacing/start-log.js';
import type { NewsBudget } from '../logging/news-budget.js';
import type { OutageLog } from '../logging/outage-log.js';
import type { Observation } from '../observation/observation.js';
import type { Turns } from '../timing/turns.js';
import { TokenAddresses } from '../token/source/token-address.js';
import type { TokenPolicy } from '../token/source/token-policy.js';
import { StartLogs } from './start-logs.js';
import type { TenantEvents } from './tenant-events.js';
import { refuseUnusable } from './tenant-name.js';
import type { OpenTenant, TenantPool } from './tenant-pool.js';
import type { TenantResolver } from './tenant-resolver.js';

/** What is needed to open accounts of tenants, and where they belong then. */
interface OpenerParts {
  readonly resolver: TenantResolver;
  readonly policy: TokenPolicy;
  readonly outages: OutageLog;
  readonly news: NewsBudget;
  readonly scheduler: SchedulerRegistry;
  readonly shutdown: Shutdown;
  readonly turns: Turns;
  readonly pool: TenantPool;
  readonly events: TenantEvents;
  /** Name of the registration. */
  readonly registration: string;
  readonly observation?: Observation;
}

/** Opens accounts of tenants: reads their options, puts them together and warms them up. */
export class TenantOpener {
  readonly #parts: OpenerParts;
  readonly #addresses = new TokenAddresses();
  readonly #starts = new StartLogs();
  /** Aborts the openings in progress. */
  #underWay = abortable();

  constructor(parts: OpenerParts) {
    this.#parts = parts;
  }

  /**
   * @param onOpen receives the account, once it is certain that the application is not closing
   * @throws what `AlternativePaymentsTenants.get()` throws
   */
  async open(
    tenantId: string,
    onOpen: (account: Account, onClosed: () => void) => OpenTenant,
  ): Promise<OpenTenant> {
    refuseUnusable(tenantId);
    const { signal } = this.#underWay;
    const { resolver, turns, shutdown } = this.#parts;
    await turns.take();
    signal.throwIfAborted();
    const options = await resolver.resolve(tenantId, signal);
    await turns.take();
    signal.throwIfAborted();
    const starts = this.#starts.of(tenantId, options);
    const account = this.#make(tenantId, options, starts.log);
    // A worker that finishes its last job may still open an account, which then does not renew its token by
    // itself.
    if (shutdown.isUnderWay) void account.beginShutdown();
    const close = (): void => account.close();
    signal.addEventListener('abort', close);
    try {
      await account.warmUp();
      signal.throwIfAborted();
      return onOpen(account, starts.leave);
    } catch (error) {
      starts.leave();
      throw error;
    } finally {
      signal.removeEventListener('abort', close);
    }
  }

  /** Aborts the openings in progress; later ones are not affected. */
  abort(reason: Error): void {
    this.#underWay.abort(reason);
    this.#underWay = abortable();
  }

  #make(tenantId: string, options: ResolvedOptions, starts: StartLog | undefined): Account {
    const { policy, scheduler, shutdown, pool, events, outages, news, registration, observation } =
      this.#parts;
    const account: Account = openAccount(options, policy, scheduler, shutdown, observation, {
      tenantId,
      registration,
      used: () => pool.used(tenantId, account),
      rests: () => pool.rests(account),
      outages,
      news: (logger) => news.logOf(tenantId, logger),
      addresses: this.#addresses,
      starts,
    });
    account.tokenService.events$.subscribe((event) => {
      pool.stateChanged(tenantId, account);
      events.tell(tenantId, event);
    });
    return account;
  }
}

function abortable(): AbortController {
  const controller = new AbortController();
  try {
    // There are as many listeners as tenants being resolved.
    setMaxListeners(0, controller.signal);
  } catch {
    // Node does not know the signal of jsdom, which does not warn of many listeners either.
  }
  return controller;
}
