import type { Shape } from './fields.js';
import * as shapes from './shapes.js';

/** What is known of one operation of the API. */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** The path, with the names of its parameters in braces. */
  readonly path: string;
  /** The scope that a key needs for it, where the vendor's reference names one. */
  readonly scope?: string;
  /** The scope that it probably needs, judged by its neighbours. */
  readonly probableScope?: string;
  /** The parameters of its query. */
  readonly query?: Shape;
  /** The fields of its body. */
  readonly body?: Shape;
  /** Fields of the body that no error may quote. */
  readonly secrets?: readonly string[];
  /** Whether its answer is a secret as a whole. */
  readonly isAnswerSecret?: boolean;
}

/**
 * Every operation of the API, under the name of the client's method. How surely each is known is said in the
 * documentation of that method.
 */
export const OPERATIONS = {
  'customers.list': {
    method: 'GET',
    path: '/customers',
    scope: 'customers:read',
    query: shapes.CUSTOMER_FILTERS,
  },
  'customers.get': { method: 'GET', path: '/customers/{id}', probableScope: 'customers:read' },
  'customers.create': {
    method: 'POST',
    path: '/customers',
    probableScope: 'customers:write',
    body: shapes.CUSTOMER,
  },
  'customers.archive': { method: 'DELETE', path: '/customers/{id}', probableScope: 'customers:write' },
  'customers.listUsers': {
    method: 'GET',
    path: '/customers/{id}/users',
    probableScope: 'customers:read',
    query: shapes.PAGE,
  },
  'customers.addUser': {
    method: 'POST',
    path: '/customers/{id}/users',
    probableScope: 'customers:write',
    body: shapes.CUSTOMER_USER,
  },
  'paymentMethods.list': {
    method: 'GET',
    path: '/customers/{id}/payment-methods',
    probableScope: 'customers:read',
    query: shapes.PAGE,
  },
  'paymentMethods.createBank': {
    method: 'POST',
    path: '/customers/{id}/payment-methods/bank',
    probableScope: 'payments:write',
    secrets: ['account_number', 'routing_number', 'institution_code', 'transit_number'],
    body: shapes.BANK_PAYMENT_METHOD,
  },
  'paymentMethods.createCard': {
    method: 'POST',
    path: '/customers/{id}/payment-methods/card',
    probableScope: 'payments:write',
    secrets: ['card_provider_token'],
    body: shapes.CARD_PAYMENT_METHOD,
  },
  'paymentMethods.verifyCvv': {
    method: 'POST',
    path: '/customers/{id}/payment-methods/{card_id}/cvv',
    scope: 'payments:write',
    secrets: ['cvv_secret'],
    body: shapes.CVV,
  },
  'invoices.list': {
    method: 'GET',
    path: '/invoices',
    scope: 'invoices:read',
    query: shapes.INVOICE_FILTERS,
  },
  'invoices.get': { method: 'GET', path: '/invoices/{id}', probableScope: 'invoices:read' },
  'invoices.create': {
    method: 'POST',
    path: '/invoices',
    probableScope: 'invoices:write',
    body: shapes.INVOICE,
  },
  'invoices.archive': { method: 'DELETE', path: '/invoices/{id}', probableScope: 'invoices:write' },
  'invoices.paymentLink': {
    method: 'GET',
    path: '/invoices/{id}/payment-link',
    probableScope: 'invoices:read',
    isAnswerSecret: true,
  },
  'invoices.pdfLink': {
    method: 'GET',
    path: '/invoices/{id}/pdf-link',
    probableScope: 'invoices:read',
    isAnswerSecret: true,
  },
  'paymentRequests.create': {
    method: 'POST',
    path: '/payments/request',
    scope: 'payments:write',
    body: shapes.PAYMENT_REQUEST,
  },
  'paymentRequests.get': { method: 'GET', path: '/payments/request/{id}', probableScope: 'payments:read' },
  'payments.list': {
    method: 'GET',
    path: '/payments',
    scope: 'payments:read',
    query: shapes.PAYMENT_FILTERS,
  },
  'payments.get': { method: 'GET', path: '/payments/{id}', probableScope: 'payments:read' },
  'payments.create': {
    method: 'POST',
    path: '/payments',
    probableScope: 'payments:write',
    body: shapes.PAYMENT,
  },
  'payouts.list': { method: 'GET', path: '/payouts', scope: 'payouts:read', query: shapes.PAYOUT_FILTERS },
  'payouts.get': { method: 'GET', path: '/payouts/{id}', probableScope: 'payouts:read' },
  'payouts.listTransactions': {
    method: 'GET',
    path: '/payouts/{id}/transactions',
    probableScope: 'payouts:read',
    query: shapes.PAGE,
  },
  'webhooks.list': {
    method: 'GET',
    path: '/webhooks',
    scope: 'webhooks:read',
    query: shapes.SUBSCRIPTION_FILTERS,
  },
  'webhooks.create': {
    method: 'POST',
    path: '/webhooks',
    probableScope: 'webhooks:write',
    secrets: ['secret_key'],
    body: shapes.SUBSCRIPTION,
  },
  'webhooks.delete': {
    method: 'DELETE',
    path: '/webhooks/{subscription_id}',
    probableScope: 'webhooks:write',
  },
  'webhooks.listEvents': {
    method: 'GET',
    path: '/webhooks/events',
    probableScope: 'webhooks:read',
    query: shapes.EVENT_FILTERS,
  },
  'webhooks.retry': { method: 'POST', path: '/webhooks/retry', probableScope: 'webhooks:write' },
  'checkout.createToken': {
    method: 'POST',
    path: '/checkout-auth/init',
    isAnswerSecret: true,
    body: shapes.CHECKOUT_TOKEN,
  },
  'checkout.invoice': { method: 'GET', path: '/checkout/v1/invoice' },
  'checkout.cardFormCredentials': { method: 'GET', path: '/card-form/credentials' },
} as const satisfies Record<string, Operation>;

/** Name of a method of the client, such as `invoices.create`. */
export type OperationName = keyof typeof OPERATIONS;
