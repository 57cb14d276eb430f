import type { TokenStore } from './store/token-store.js';
import { accountName } from './config/account-name.js';

// What the wings of this package need of an account and users do not. It is no entry of its own.

/** The leases that the processes of an account share, if it has a token store. */
export type Leases = Pick<TokenStore, 'acquireLease' | 'releaseLease'>;

/** Injection token of the `Leases` of an account; its value is undefined if there are none. */
export function getLeasesToken(name?: string): string {
  return `ALTERNATIVE_PAYMENTS:LEASES:${accountName(name)}`;
}
