export { AlternativePaymentsOpenTelemetryModule } from './alternative-payments-open-telemetry.module.js';
export type { AlternativePaymentsOpenTelemetryOptions } from './open-telemetry-options.js';
