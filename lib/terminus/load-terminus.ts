import type * as Terminus from '@nestjs/terminus';
import { InvalidRegistrationError } from '../errors/invalid-registration.error.js';

/**
 * Loads the package of the host. A static import of a package that is not installed would fail before any code
 * of ours runs, with a message that does not say what to do, and `createRequire()` is not seen by bundlers.
 *
 * @throws InvalidRegistrationError if it is not installed
 */
export async function loadTerminus(): Promise<typeof Terminus> {
  try {
    return await import('@nestjs/terminus');
  } catch (cause) {
    throw new InvalidRegistrationError(
      'AlternativePaymentsHealthIndicator needs the package @nestjs/terminus, which cannot be loaded. ' +
        'Install it: npm install @nestjs/terminus',
      { cause },
    );
  }
}
