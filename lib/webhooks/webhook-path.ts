import { InvalidRegistrationError } from '../errors/invalid-registration.error.js';

const DEFAULT_PATH = 'webhooks/alternative-payments';

/** A part of a path that means the same to Express and Fastify. */
const PART = /^(:tenant|[\w.~-]+)$/;

/**
 * The path of a route without slashes around it.
 *
 * @throws InvalidRegistrationError for a path that hosts would read differently
 */
export function webhookPath(given: unknown = DEFAULT_PATH): string {
  const parts = typeof given === 'string' ? given.replace(/^\/|\/$/g, '').split('/') : [];
  const isUsable = parts.length > 0 && parts.every((part) => PART.test(part));
  if (isUsable && parts.filter((part) => part === ':tenant').length < 2) return parts.join('/');
  throw new InvalidRegistrationError(
    `The webhook path ${JSON.stringify(given)} cannot be used. ` +
      'Give letters, digits, "-", "_", "." and "~" between slashes, and ":tenant" at most once, such as "webhooks/:tenant".',
  );
}

/** Whether the path names the tenant. */
export function hasTenant(path: string): boolean {
  return path.split('/').includes(':tenant');
}

/** Whether two paths lead to the same route. Express does not look at capitals. */
export function isSamePath(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
