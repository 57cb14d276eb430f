import type { Call } from '../call.js';

/** Paths of the simulator's pages on which a person pays. */
export const PAYMENT_PAGES = {
  paymentRequest: '/hosted-checkout/{id}',
  invoice: '/pay/invoices/{id}',
} as const;

/**
 * Host, port and path of a page, without a scheme. The host is the one that the caller used to reach the
 * simulator.
 */
export function paymentPage(page: keyof typeof PAYMENT_PAGES, id: string, call: Call): string {
  return `${call.headers.host}${PAYMENT_PAGES[page].replace('{id}', id)}`;
}
