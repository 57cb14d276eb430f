import type { ModulesContainer } from '@nestjs/core';
import { GUARD, type RegistrationGuard } from './registration-guard.js';
export type {
  CallRecord,
  DeliveryRecord,
  Observer,
  ResendReason,
  Subject,
  TokenRequestRecord,
  WaitReason,
  WorkRecord,
} from './observation/observer.js';
import type { TokenStore } from './store/token-store.js';
import { accountName } from './config/account-name.js';

// What the wings of this package need of an account and users do not. It is no entry of its own.

/** The leases that the processes of an account share, if it has a token store. */
export type Leases = Pick<TokenStore, 'acquireLease' | 'releaseLease'>;

/** They are handed out alone: Nest would wait for a store that looks like a promise, as a proxy does. */
export function leasesOf(store: TokenStore): Leases {
  return {
    acquireLease: (key, owner, ttlMs) => store.acquireLease(key, owner, ttlMs),
    releaseLease: (key, owner) => store.releaseLease(key, owner),
  };
}

/** Injection token of the `Leases` of an account; its value is undefined if there are none. */
export function getLeasesToken(name?: string): string {
  return `ALTERNATIVE_PAYMENTS:LEASES:${accountName(name)}`;
}

/**
 * Injection token of the `Observer`, which a global module may provide. There is one for all accounts of the
 * application.
 */
export const OBSERVER = 'ALTERNATIVE_PAYMENTS:OBSERVER';

/** The names of all accounts that are registered in an application. */
export function registeredAccounts(modules: ModulesContainer): string[] {
  const guards = [...modules.values()].map(({ providers }) => providers.get(GUARD)?.instance);
  return guards.filter((guard) => guard !== undefined).map((guard) => (guard as RegistrationGuard).account);
}
