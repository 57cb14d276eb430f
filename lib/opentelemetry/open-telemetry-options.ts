import { isPlainObject, show } from '../config/values.js';
import { InvalidArgumentError } from '../errors/invalid-argument.error.js';

/** What spans may show. */
export interface AlternativePaymentsOpenTelemetryOptions {
  /**
   * Whether spans name the tenant of a call or of a delivery. Metrics never do, because there may be any number
   * of tenants.
   * @default true
   */
  readonly tenantOnSpans?: boolean;
}

/** @throws InvalidArgumentError for anything else than the options */
export function readOptions(
  options: AlternativePaymentsOpenTelemetryOptions,
): Required<AlternativePaymentsOpenTelemetryOptions> {
  if (!isPlainObject(options)) throw refusal(`${show(options)}`);
  const unknown = Object.keys(options).find((name) => name !== 'tenantOnSpans');
  if (unknown !== undefined) throw refusal(`the option ${JSON.stringify(unknown)}, which is unknown`);
  const { tenantOnSpans } = options as { tenantOnSpans?: unknown };
  if (tenantOnSpans != null && typeof tenantOnSpans !== 'boolean')
    throw refusal(`"tenantOnSpans" ${show(tenantOnSpans)}`);
  return { tenantOnSpans: tenantOnSpans ?? true };
}

function refusal(given: string): InvalidArgumentError {
  return new InvalidArgumentError(
    `AlternativePaymentsOpenTelemetryModule.forRoot() was given ${given}. It takes { tenantOnSpans: true or false }, or nothing.`,
  );
}
