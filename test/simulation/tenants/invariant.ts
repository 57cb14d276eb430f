import type { AlternativePaymentsAccounts } from 'nestjs-alternative-payments';
import type { CallersView, Checks, Violate, Wish } from '../invariant.js';
import type { Exchange } from '../network.js';
import type { OpenedAccount } from './opened-account.js';
import type { Tenant } from './tenant.js';
import type { TenantsTimeline } from './timeline.js';

/** A wish of somebody who works for a tenant. */
export interface TenantWish {
  readonly wish: Wish;
  readonly tenant: Tenant;
  /** The account that it is addressed to; undefined if it is the account that is wished for. */
  readonly opened?: OpenedAccount;
  /** What was known when it was made. */
  readonly wasOpen: boolean;
  readonly wasClosed: boolean;
  readonly wasAsleep: boolean;
  readonly wasFailing: boolean;
  readonly resolvedBefore: number;
  readonly requestsBefore: number;
  /** Requests of the tenant that started within the last window of its rate budget. */
  readonly startsBefore: number;
  /** Other wishes for the same tenant that were pending. */
  readonly othersBefore: number;
}

/** What invariants may look at that concern the accounts of tenants. */
export interface TenantsView extends CallersView {
  readonly settings: TenantsTimeline;
  readonly accounts: AlternativePaymentsAccounts;
  readonly tenants: readonly Tenant[];
  readonly isShuttingDown: boolean;
  readonly isShutDown: boolean;
  /** Until then, on the monotonic clock, the token endpoint has asked all tenants for a pause. */
  readonly pausedUntil: number;
  /** When the wall clock last went on in a leap, on the monotonic clock. */
  readonly setAt: number;
  wishOf(wish: Wish): TenantWish | undefined;
  /** The tenant whose API key a token request presents, or whose token a call carries. */
  ownerOf(exchange: Exchange): Tenant | undefined;
}

/** What an invariant of tenants' accounts listens to. */
export interface TenantsChecks extends Checks {
  /** `resolve` is called. */
  resolving?(tenant: Tenant): void;
  opened?(tenant: Tenant, opened: OpenedAccount): void;
  closed?(tenant: Tenant, opened: OpenedAccount): void;
}

export type TenantsInvariant = (view: TenantsView, violate: Violate) => TenantsChecks;

/** Whoever was just handed an account is about to use it: so long at least it stays open, in milliseconds. */
export const RECENT_MS = 60_000;

/** The window of the rate budget of an account, in milliseconds. */
export const WINDOW_MS = 1_100;
