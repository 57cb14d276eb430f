import type { Call } from '../call.js';

/** Paths of the pages of the simulator on which a person pays. */
export const PAYMENT_PAGES = {
  paymentRequest: '/hosted-checkout/{id}',
  invoice: '/pay/invoices/{id}',
} as const;

/** Host, port and path of a page, without a scheme. The host is the one under which the caller reached the simulator. */
export function paymentPage(page: keyof typeof PAYMENT_PAGES, id: string, call: Call): string {
  return `${call.headers.host}${PAYMENT_PAGES[page].replace('{id}', id)}`;
}
