export { AlternativePaymentsHealthIndicator } from './alternative-payments.health.js';
export type { AlternativePaymentsHealthOptions } from './health-options.js';
