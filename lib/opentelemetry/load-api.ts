import type * as OpenTelemetry from '@opentelemetry/api';
import { InvalidRegistrationError } from '../errors/invalid-registration.error.js';

export type OpenTelemetryApi = Pick<
  typeof OpenTelemetry,
  'context' | 'metrics' | 'propagation' | 'trace' | 'ROOT_CONTEXT' | 'SpanStatusCode'
>;

/**
 * Loads the package of the host. A static import of a package that is not installed would fail before any code
 * of ours runs, with a message that does not say what to do.
 *
 * @throws InvalidRegistrationError if it is not installed
 */
export async function loadApi(): Promise<OpenTelemetryApi> {
  try {
    return await import('@opentelemetry/api');
  } catch (cause) {
    throw new InvalidRegistrationError(
      'AlternativePaymentsOpenTelemetryModule needs the package @opentelemetry/api, which cannot be loaded. ' +
        'Install it: npm install @opentelemetry/api',
      { cause },
    );
  }
}
