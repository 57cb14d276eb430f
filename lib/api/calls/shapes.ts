import {
  amountText,
  day,
  dollars,
  flag,
  instant,
  listOf,
  pageSize,
  quantity,
  record,
  required,
  type Shape,
  text,
  webAddress,
} from './fields.js';

/** What walks from page to page, also of lists of which it is not known whether they have pages. */
export const PAGE: Shape = { limit: pageSize, after: text, before: text };
const CREATED: Shape = { created_at_start: instant, created_at_end: instant };

export const CUSTOMER_FILTERS: Shape = { ...PAGE, ...CREATED, company_name: text };

export const INVOICE_FILTERS: Shape = {
  ...PAGE,
  ...CREATED,
  due_date_start: instant,
  due_date_end: instant,
  customer_id: text,
  status: text,
};

export const PAYMENT_FILTERS: Shape = {
  ...PAGE,
  ...CREATED,
  type: text,
  status: text,
  payment_method: text,
  customer_id: text,
  invoice_id: text,
};

export const PAYOUT_FILTERS: Shape = {
  ...PAGE,
  status: text,
  customer_id: text,
  invoice_id: text,
  start_date: instant,
  end_date: instant,
};

export const SUBSCRIPTION_FILTERS: Shape = { ...PAGE, topic: text, is_active: flag };

export const EVENT_FILTERS: Shape = {
  ...PAGE,
  topic: text,
  status: text,
  from_date: instant,
  to_date: instant,
};

export const CUSTOMER: Shape = {
  name: required(text),
  email: required(text),
  external_id: text,
  street_address: text,
  sub_premise: text,
  city: text,
  state: text,
  postal_code: text,
  country: text,
};

export const CUSTOMER_USER: Shape = { email: text, first_name: text, last_name: text };

export const BANK_PAYMENT_METHOD: Shape = {
  account_data_type: text,
  type: text,
  subtype: text,
  routing_number: text,
  account_number: text,
  receiver_name: text,
};

const ADDRESS: Shape = {
  street_address: text,
  subpremise: text,
  city: text,
  state: text,
  state_code: text,
  postal_code: text,
  country: text,
  country_code: text,
};

export const CARD_PAYMENT_METHOD: Shape = {
  card_provider_token: text,
  provider: text,
  address: record(ADDRESS),
};

export const CVV: Shape = {
  cvv_secret: required(text),
  product_id: required(text),
  product_type: text,
  provider: text,
};

export const INVOICE: Shape = {
  customer_id: required(text),
  currency: text,
  due_date: required(day),
  line_items: required(
    listOf(record({ description: text, amount: required(dollars), quantity: required(quantity) })),
  ),
};

export const PAYMENT_REQUEST: Shape = {
  amount: required(amountText),
  redirect_url: required(text),
  reference_id: text,
  currency: text,
};

/** Only the key is known to exist. Everything else goes into `extraBody`. */
export const PAYMENT: Shape = { idempotency_key: required(text) };

export const SUBSCRIPTION: Shape = {
  endpoint_url: required(webAddress),
  topic: required(text),
  secret_key: text,
};

export const CHECKOUT_TOKEN: Shape = { customer_id: required(text), invoice_id: required(text) };
