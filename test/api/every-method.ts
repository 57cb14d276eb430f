/** A call of a method with everything that it takes. */
export interface CompleteCall {
  readonly method: string;
  /** The parameters of its path, in the order of its arguments. */
  readonly ids: readonly string[];
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly token?: string;
}

const PAGE = { limit: 7, after: 'a+b/c==' };
const CREATED = { created_at_start: new Date(0), created_at_end: '2027-01-31T00:00:00+02:00' };

/** Every method of the client, each with all the fields that it knows. */
export const EVERY_METHOD: readonly CompleteCall[] = [
  { method: 'customers.list', ids: [], query: { ...PAGE, ...CREATED, company_name: 'Ä & B' } },
  { method: 'customers.get', ids: ['id'] },
  {
    method: 'customers.create',
    ids: [],
    body: {
      name: 'Acme',
      email: 'billing@acme.example',
      external_id: 'psa-1',
      street_address: '1 Main Street',
      sub_premise: 'Suite 2',
      city: 'Portland',
      state: 'ME',
      postal_code: '04101',
      country: 'US',
    },
  },
  { method: 'customers.archive', ids: ['id'] },
  { method: 'customers.listUsers', ids: ['id'] },
  {
    method: 'customers.addUser',
    ids: ['id'],
    body: { email: 'jo@acme.example', first_name: 'Jo', last_name: 'Doe' },
  },
  { method: 'paymentMethods.list', ids: ['id'] },
  {
    method: 'paymentMethods.createBank',
    ids: ['id'],
    body: {
      account_data_type: 'us',
      type: 'depository',
      subtype: 'checking',
      routing_number: '021000021',
      account_number: '000123456789',
      receiver_name: 'Acme',
    },
  },
  {
    method: 'paymentMethods.createCard',
    ids: ['id'],
    body: {
      card_provider_token: 'token-of-the-card',
      provider: 'evervault',
      address: {
        street_address: '1 Main Street',
        subpremise: 'Suite 2',
        city: 'Portland',
        state: 'Maine',
        state_code: 'ME',
        postal_code: '04101',
        country: 'United States',
        country_code: 'US',
      },
    },
  },
  {
    method: 'paymentMethods.verifyCvv',
    ids: ['id', 'card_id'],
    body: {
      cvv_secret: 'secret-of-the-cvv',
      product_id: 'inv_1',
      product_type: 'invoice',
      provider: 'evervault',
    },
  },
  {
    method: 'invoices.list',
    ids: [],
    query: {
      ...PAGE,
      ...CREATED,
      due_date_start: '2027-01-01T00:00:00Z',
      due_date_end: new Date(86_400_000),
      customer_id: 'cus_1',
      status: 'open',
    },
  },
  { method: 'invoices.get', ids: ['id'] },
  {
    method: 'invoices.create',
    ids: [],
    body: {
      customer_id: 'cus_1',
      currency: 'USD',
      due_date: '2027-01-31',
      line_items: [
        { description: 'Support', amount: '129.50', quantity: 1 },
        { description: 'Credit', amount: -1.13, quantity: 2 },
      ],
    },
  },
  { method: 'invoices.archive', ids: ['id'] },
  { method: 'invoices.paymentLink', ids: ['id'] },
  { method: 'invoices.pdfLink', ids: ['id'] },
  {
    method: 'paymentRequests.create',
    ids: [],
    body: {
      amount: '100',
      currency: 'USD',
      redirect_url: 'https://shop.example/paid',
      reference_id: 'order-1',
    },
  },
  { method: 'paymentRequests.get', ids: ['id'] },
  {
    method: 'payments.list',
    ids: [],
    query: {
      ...PAGE,
      ...CREATED,
      type: 'payment',
      status: 'succeeded',
      payment_method: 'card',
      customer_id: 'cus_1',
      invoice_id: 'inv_1',
    },
  },
  { method: 'payments.get', ids: ['id'] },
  { method: 'payments.create', ids: [], body: { idempotency_key: 'order-1' } },
  {
    method: 'payouts.list',
    ids: [],
    query: {
      ...PAGE,
      status: 'succeeded',
      customer_id: 'cus_1',
      invoice_id: 'inv_1',
      start_date: new Date(0),
      end_date: '2027-01-31T00:00:00Z',
    },
  },
  { method: 'payouts.get', ids: ['id'] },
  { method: 'payouts.listTransactions', ids: ['id'] },
  { method: 'webhooks.list', ids: [], query: { ...PAGE, topic: 'invoice_paid', is_active: false } },
  {
    method: 'webhooks.create',
    ids: [],
    body: {
      endpoint_url: 'https://shop.example/webhooks',
      topic: 'invoice_paid',
      secret_key: 'secret-of-the-webhook',
    },
  },
  { method: 'webhooks.delete', ids: ['subscription_id'] },
  {
    method: 'webhooks.listEvents',
    ids: [],
    query: { ...PAGE, topic: 'invoice_paid', status: 'failed', from_date: new Date(0), to_date: new Date(1) },
  },
  { method: 'webhooks.retry', ids: [] },
  { method: 'checkout.createToken', ids: [], body: { customer_id: 'cus_1', invoice_id: 'inv_1' } },
  { method: 'checkout.invoice', ids: [], token: 'token-of-the-checkout' },
  { method: 'checkout.cardFormCredentials', ids: [] },
];

/** The arguments of a call before its options. */
export function argumentsOf({ ids, query, body, token }: CompleteCall): unknown[] {
  return [...ids.map((id) => `the-${id}`), ...[query, body, token].filter((one) => one !== undefined)];
}

/** A method with its query or its body in place of the complete one. */
export function withPayload(call: CompleteCall, payload: unknown): unknown[] {
  return [...call.ids.map((id) => `the-${id}`), payload];
}
