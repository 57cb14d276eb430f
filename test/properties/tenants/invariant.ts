import type { AlternativePaymentsTenants } from 'nestjs-alternative-payments';
import type { CallersView, Checks, Violate, Wish } from '../engine/invariant.js';
import type { Exchange } from '../engine/network.js';
import type { Tenant } from './tenant.js';
import type { TenantsTimeline } from './timeline.js';

/** A wish of somebody who works for a tenant. */
export interface TenantWish {
  readonly wish: Wish;
  readonly tenant: Tenant;
  /** What was known when it was made. */
  readonly wasOpen: boolean;
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
  readonly door: AlternativePaymentsTenants;
  readonly tenants: readonly Tenant[];
  /** When the maximum of accounts was last open, on the monotonic clock. */
  readonly fullAt: number;
  /** Since when there have been more than that. */
  readonly crowdedSince?: number;
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
  /** The account of a tenant is forgotten, though `close()` was not called for it. */
  forgotten?(tenant: Tenant): void;
}

export type TenantsInvariant = (view: TenantsView, violate: Violate) => TenantsChecks;

/** The window of the rate budget of an account, in milliseconds. */
export const WINDOW_MS = 1_100;
