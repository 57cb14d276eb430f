import type { AlternativePaymentsEnvironment } from './account-options.js';

/** Base URLs as the vendor's quick-start guide gives them. */
export const ENVIRONMENT_URLS: Readonly<Record<AlternativePaymentsEnvironment, string>> = {
  production: 'https://public-api.alternativepayments.io',
  demo: 'https://public-api.demo.alternativepayments.io',
};
