import type { AccountIdentity } from '../errors/account-identity.js';
import type { Subject } from './observer.js';

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/**
 * Describes an account to an observer.
 *
 * @param account name of the registration
 * @param tenant the tenant, for the account of one
 */
export function subjectOf(
  account: string,
  { environment, baseURL }: Pick<AccountIdentity, 'environment' | 'baseURL'>,
  tenant?: string,
): Subject {
  const { hostname, port, protocol } = new URL(baseURL);
  return {
    account,
    ...(tenant !== undefined && { tenant }),
    environment,
    // Brackets belong to an address only within a URL.
    address: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (DEFAULT_PORTS[protocol] ?? 0) : Number(port),
  };
}
