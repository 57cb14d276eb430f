// The main entry exports these as `AlternativePayments`. Each has to be named: what comes by `export *` cannot be
// augmented in a namespace.
export type { DecimalAmount } from './amounts.js';
export type { CheckoutInvoice, CheckoutToken, CreateCheckoutToken } from './checkout.js';
export type {
  CreateCustomer,
  CreateCustomerUser,
  Customer,
  CustomerListParams,
  CustomerUser,
} from './customer.js';
export type {
  CreateInvoice,
  CreateInvoiceLineItem,
  Invoice,
  InvoiceLineItem,
  InvoiceListParams,
  InvoiceStatus,
  Link,
} from './invoice.js';
export type { Instant, PageParams } from './page-params.js';
export type {
  Address,
  CardFormCredentials,
  CreateBankPaymentMethod,
  CreateCardPaymentMethod,
  CvvVerification,
  PaymentMethod,
  VerifyCvv,
} from './payment-method.js';
export type { CreatePaymentRequest, PaymentRequest, PaymentRequestStatus } from './payment-request.js';
export type {
  CreatePayment,
  Payment,
  PaymentFee,
  PaymentFeeType,
  PaymentListParams,
  PaymentMethodKind,
  PaymentStatus,
  PaymentType,
} from './payment.js';
export type { Payout, PayoutFee, PayoutFeeType, PayoutListParams, PayoutStatus } from './payout.js';
export type {
  CreateWebhookSubscription,
  WebhookEventListParams,
  WebhookEventRecord,
  WebhookListParams,
  WebhookSubscription,
  WebhookTopic,
} from './webhook.js';
