import type { Checks, Invariant } from '../engine/invariant.js';
import type { Tenant } from './tenant.js';
import type { TenantsApplication } from './tenants-application.js';

/** What an invariant of tenants' accounts listens to. */
export interface TenantsChecks extends Checks {
  /** `resolve` is called. */
  resolving?(tenant: Tenant): void;
  /** The account of a tenant is forgotten, though `close()` was not called for it. */
  forgotten?(tenant: Tenant): void;
}

export type TenantsInvariant = Invariant<TenantsApplication, TenantsChecks>;

/** The window of the rate budget of an account, in milliseconds. */
export const WINDOW_MS = 1_100;

/** How many requests of an account may start within it. */
export const STARTS = 5;
