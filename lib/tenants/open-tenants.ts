import type { Observable } from 'rxjs';
import type { Account } from '../account/account.js';
import type { Shutdown } from '../account/shutdown.js';
import type { ResolvedOptions } from '../config/resolved-options.js';
import type { AccountIdentity } from '../errors/account-identity.js';
import { AccountClosedError } from '../errors/account-closed.error.js';
import { ObservedCalls } from '../http/observed-calls.js';
import type { Observation } from '../observation/observation.js';
import { subjectOf } from '../observation/subject.js';
import { type Abortable, unlessAborted } from '../timing/abort.js';
import type { TokenEvent } from '../observation/token-events.js';
import type { TenantEvents } from './tenant-events.js';
import { type AccountsByName, TenantHandle } from './tenant-handle.js';
import { tenantAccountName } from './tenant-name.js';
import type { TenantOpener } from './tenant-opener.js';
import type { OpenTenant, TenantPool } from './tenant-pool.js';

/** What is needed to find accounts of tenants by name. */
interface Parts {
  readonly registration: ResolvedOptions;
  readonly shutdown: Shutdown;
  readonly pool: TenantPool;
  readonly opener: TenantOpener;
  readonly events: TenantEvents;
  readonly observation?: Observation;
}

/** Finds accounts of tenants by name. Each is opened when it is needed, once for all who ask at that time. */
export class OpenTenants implements AccountsByName {
  readonly #parts: Parts;
  readonly #opening = new Map<string, Promise<OpenTenant>>();
  #isClosed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  isClosed(): boolean {
    return this.#isClosed;
  }

  accountOf(tenantId: string): string {
    return tenantAccountName(this.#parts.registration.identity.account, tenantId);
  }

  observed(tenantId: string, identity: AccountIdentity): ObservedCalls | undefined {
    const { registration, observation } = this.#parts;
    const { account } = registration.identity;
    return observation && new ObservedCalls(observation, subjectOf(account, identity, tenantId));
  }

  find(tenantId: string): Account | undefined {
    return this.#parts.pool.find(tenantId)?.account;
  }

  async reach(tenantId: string, handle: TenantHandle, signal?: Abortable): Promise<Account> {
    return (await this.open(tenantId, signal, handle)).account;
  }

  eventsOf(tenantId: string): Observable<TokenEvent> {
    return this.#parts.events.of(tenantId);
  }

  /** The handle of a tenant, whose account need not be open. */
  handleOf(tenantId: string): TenantHandle {
    const { pool, registration } = this.#parts;
    return pool.find(tenantId)?.handle ?? new TenantHandle(this, tenantId, registration);
  }

  /**
   * Returns an open account, and opens it if necessary.
   *
   * @param handle what others get while that account is open
   */
  async open(tenantId: string, signal?: Abortable, handle?: TenantHandle): Promise<OpenTenant> {
    if (this.#isClosed) throw this.closedError();
    const open =
      this.#parts.pool.find(tenantId) ?? this.#opening.get(tenantId) ?? this.#start(tenantId, handle);
    return open instanceof Promise ? unlessAborted(open, signal) : open;
  }

  /** The next caller does not get the account, even if that caller comes in the same turn. */
  forget(tenantId: string): void {
    this.#parts.pool.forget(tenantId);
    this.#opening.delete(tenantId);
  }

  /** Refuses everybody from now on. */
  close(): void {
    this.#isClosed = true;
  }

  closedError(): AccountClosedError {
    return new AccountClosedError(this.#parts.registration.identity.account);
  }

  #start(tenantId: string, known?: TenantHandle): Promise<OpenTenant> {
    const { shutdown, opener, pool } = this.#parts;
    shutdown.noteCall();
    const isWanted = (): boolean => this.#opening.get(tenantId) === opening;
    const opening = opener
      .open(tenantId, (account, onClosed) => {
        const handle = known ?? new TenantHandle(this, tenantId, account.options);
        const tenant = { account, handle, onClosed };
        if (isWanted()) {
          handle.adopt(account);
          pool.add(tenantId, tenant);
        } else {
          pool.dismiss(tenant);
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
