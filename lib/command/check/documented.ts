import { INVOICE_STATUSES } from '../../api/types/invoice.js';
import { PAYMENT_FEE_TYPES, PAYMENT_METHOD_KINDS, PAYMENT_STATUSES } from '../../api/types/payment.js';
import { PAYOUT_FEE_TYPES, PAYOUT_STATUSES } from '../../api/types/payout.js';
import { WEBHOOK_TOPICS } from '../../api/types/webhook.js';

/** The types of fields by their names. */
export type Fields = Readonly<Record<string, FieldType>>;

export type FieldType = 'string' | 'number' | 'boolean' | 'list' | 'object' | 'null';

const texts = (...names: string[]): Fields => Object.fromEntries(names.map((name) => [name, 'string']));

const AMOUNTS: Fields = { sub_total: 'number', total: 'number' };

export const TOKEN: Fields = { access_token: 'string', expires_in: 'number', token_type: 'string' };

export const CURSORS: Fields = texts('start_cursor', 'end_cursor');

export const PAGE: Fields = {
  data: 'list',
  ...CURSORS,
  has_next_page: 'boolean',
  has_previous_page: 'boolean',
};

export const HTTP_ERROR: Fields = { ...texts('code', 'message'), validation_errors: 'object' };

export const CUSTOMER: Fields = texts(
  'id',
  'name',
  'legal_name',
  'email',
  'external_id',
  'customer_integration_id',
  'default_payment_method_id',
  'ein',
  'street_address',
  'sub_premise',
  'city',
  'state',
  'postal_code',
  'country',
  'created_at',
);

export const CUSTOMER_USER: Fields = texts('id', 'email', 'first_name', 'last_name');

export const PAYMENT_METHOD: Fields = texts('id', 'type');

export const INVOICE: Fields = {
  ...texts(
    'id',
    'invoice_number',
    'customer_id',
    'currency',
    'status',
    'memo',
    'due_date',
    'created_at',
    'last_notification_at',
  ),
  ...AMOUNTS,
  line_items: 'list',
};

export const INVOICE_LINE: Fields = { description: 'string', amount: 'number', quantity: 'number' };

export const PAYMENT: Fields = {
  ...texts('id', 'customer_id', 'created_at', 'due_date', 'payment_method', 'status'),
  ...AMOUNTS,
  fees: 'list',
};

export const PAYOUT: Fields = {
  ...texts('id', 'customer_id', 'arrival_date', 'created_at', 'status'),
  ...AMOUNTS,
  fees: 'list',
};

export const FEE: Fields = {
  name: 'string',
  amount: 'number',
  covered_by_customer: 'boolean',
  type: 'string',
};

export const WEBHOOK_SUBSCRIPTION: Fields = {
  ...texts('id', 'partner_id', 'endpoint_url', 'topic', 'secret_last_4_digits', 'created_at', 'updated_at'),
  is_active: 'boolean',
};

export const WEBHOOK_EVENT: Fields = texts('id', 'topic', 'status', 'created_at');

export const CARD_FORM: Fields = texts('app_id', 'team_id');

/** Words that fields are known to hold. */
export const WORDS = {
  invoiceStatus: INVOICE_STATUSES,
  paymentStatus: PAYMENT_STATUSES,
  paymentMethod: PAYMENT_METHOD_KINDS,
  paymentFee: PAYMENT_FEE_TYPES,
  payoutStatus: PAYOUT_STATUSES,
  payoutFee: PAYOUT_FEE_TYPES,
  topic: WEBHOOK_TOPICS,
} as const satisfies Record<string, readonly string[]>;
