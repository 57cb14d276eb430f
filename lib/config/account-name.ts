import { InvalidRegistrationError } from '../errors/invalid-registration.error.js';

/** Name of the account that is registered without a name. */
export const DEFAULT_ACCOUNT = 'default';

/**
 * The name of an account as tokens, timers and messages use it.
 *
 * @throws InvalidRegistrationError unless it is a string of letters, digits, `-`, `_` and `.`
 */
export function accountName(name?: string): string {
  if (name === undefined) return DEFAULT_ACCOUNT;
  if (typeof name === 'string' && /^[A-Za-z0-9][\w.-]*$/.test(name)) return name;
  throw new InvalidRegistrationError(
    `The account name ${JSON.stringify(name)} cannot be used. Give letters, digits, "-", "_" or ".", such as "eu-1", or leave it out.`,
  );
}
