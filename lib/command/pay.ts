import { PAYMENT_PAGES } from '../testing/resources/payment-page.js';
import { askCommand } from './ask-command.js';
import { askSimulator, DEFAULT_URL } from './running-simulator.js';

const USAGE = `Usage: nestjs-alternative-payments pay <invoice id> [options]

Pays an open invoice of a running simulator by card, as its page for the payer does. The subscriptions to
invoice_paid and payment_succeeded are told.

  --url <address>  address of the simulator (default ${DEFAULT_URL})
  --help           show this text

The exit code is 1 if there is no such open invoice.
`;

/** Pays an invoice of a running simulator. */
export const pay = askCommand({
  summary: 'pay an invoice of a running simulator',
  usage: USAGE,
  least: 1,
  most: 1,
  ask: async (url, [invoice = '']) => {
    await askSimulator(url, PAYMENT_PAGES.invoice.replace('{id}', encodeURIComponent(invoice)), {});
    return { text: `${invoice} is paid.\n`, isSuccess: true };
  },
});
