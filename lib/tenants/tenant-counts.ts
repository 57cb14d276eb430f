import type { TokenStateName } from '../token/token-snapshot.js';

/** How many tenants have an account that is open, and in which state. */
export interface TenantCounts {
  /** Accounts that are open. */
  readonly open: number;
  /** Those whose tokens are left alone until their next use. */
  readonly asleep: number;
  /** The others, by the state of their tokens. States that none is in are left out. */
  readonly awake: Readonly<Partial<Record<TokenStateName, number>>>;
}
