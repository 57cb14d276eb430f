import type { OperationName } from '../../api/calls/operations.js';
import { labelOf, linkFact, statusFact, UNKNOWN_ROUTE } from './answer-facts.js';
import {
  CARD_FORM,
  CUSTOMER,
  CUSTOMER_USER,
  FEE,
  type Fields,
  INVOICE,
  INVOICE_LINE,
  PAYMENT,
  PAYMENT_METHOD,
  PAYOUT,
  WEBHOOK_EVENT,
  WEBHOOK_SUBSCRIPTION,
  WORDS,
} from './documented.js';
import type { Fact } from './fact.js';
import { type Certainty, fieldsOfAnswer, fieldsOfRecords } from './field-facts.js';
import { EXTERNAL_ID, LIMIT, NEXT_PAGE, pageFact } from './page-facts.js';
import { TRANSPORT_FACTS } from './transport-facts.js';
import { DECIMALS, numbersFact, PER_UNIT, wordsFact } from './value-facts.js';

const ASSUMED: Certainty = { isAssumed: true };

/** Everything that is compared, in the order in which it is printed. */
export const FACTS: readonly Fact[] = [
  ...TRANSPORT_FACTS,
  UNKNOWN_ROUTE,
  LIMIT,
  NEXT_PAGE,

  ...listFacts('customers.list', CUSTOMER),
  EXTERNAL_ID,
  ...listFacts('customers.listUsers', CUSTOMER_USER, ASSUMED),
  ...listFacts('paymentMethods.list', PAYMENT_METHOD, ASSUMED),

  ...listFacts('invoices.list', INVOICE),
  fieldsOfRecords('/invoices', 'invoices.list', INVOICE_LINE, { path: 'line_items' }),
  numbersFact('/invoices', 'invoices.list', 'sub_total'),
  numbersFact('/invoices', 'invoices.list', 'total'),
  numbersFact('/invoices', 'invoices.list', 'line_items.amount'),
  numbersFact('/invoices', 'invoices.list', 'line_items.quantity'),
  DECIMALS,
  PER_UNIT,
  wordsFact('/invoices', 'invoices.list', 'status', WORDS.invoiceStatus, { mayShow: true }),
  statusFact('invoices.paymentLink'),
  linkFact('invoices.paymentLink', 'a text, often without a scheme'),
  statusFact('invoices.pdfLink'),
  linkFact('invoices.pdfLink', 'a text'),

  ...listFacts('payments.list', PAYMENT),
  numbersFact('/payments', 'payments.list', 'sub_total'),
  numbersFact('/payments', 'payments.list', 'total'),
  wordsFact('/payments', 'payments.list', 'status', WORDS.paymentStatus, { mayShow: true }),
  wordsFact('/payments', 'payments.list', 'payment_method', WORDS.paymentMethod, { mayShow: false }),
  ...feeFacts('payments.list', WORDS.paymentFee),
  statusFact('payments.get'),
  fieldsOfAnswer(labelOf('payments.get'), 'payments.get', PAYMENT),

  ...listFacts('payouts.list', PAYOUT),
  numbersFact('/payouts', 'payouts.list', 'sub_total'),
  numbersFact('/payouts', 'payouts.list', 'total'),
  wordsFact('/payouts', 'payouts.list', 'status', WORDS.payoutStatus, { mayShow: true }),
  ...feeFacts('payouts.list', WORDS.payoutFee),
  ...listFacts('payouts.listTransactions', PAYMENT, ASSUMED),

  ...listFacts('webhooks.list', WEBHOOK_SUBSCRIPTION),
  wordsFact('/webhooks', 'webhooks.list', 'topic', WORDS.topic, { mayShow: true }),
  ...listFacts('webhooks.listEvents', WEBHOOK_EVENT, ASSUMED),
  wordsFact('/webhooks/events', 'webhooks.listEvents', 'topic', WORDS.topic, { mayShow: true }),

  statusFact('checkout.cardFormCredentials'),
  fieldsOfAnswer(labelOf('checkout.cardFormCredentials'), 'checkout.cardFormCredentials', CARD_FORM),
];

function listFacts(operation: OperationName, fields: Fields, certainty: Certainty = {}): readonly Fact[] {
  return [
    statusFact(operation),
    pageFact(operation, certainty),
    fieldsOfRecords(labelOf(operation), operation, fields, certainty),
  ];
}

function feeFacts(operation: OperationName, types: readonly string[]): readonly Fact[] {
  const label = labelOf(operation);
  return [
    fieldsOfRecords(label, operation, FEE, { path: 'fees' }),
    numbersFact(label, operation, 'fees.amount'),
    wordsFact(label, operation, 'fees.type', types, { mayShow: true }),
  ];
}
