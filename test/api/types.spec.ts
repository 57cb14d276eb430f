import {
  type AlternativePayments,
  isKnown,
  PAYMENT_REQUEST_STATUSES,
  PAYOUT_STATUSES,
} from 'nestjs-alternative-payments';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { components, operations } from './generated.js';

type Schemas = components['schemas'];

/** What the package calls each schema of the description. */
interface Ours {
  CustomerReply: AlternativePayments.Customer;
  CreateCustomerInput: AlternativePayments.CreateCustomer;
  CustomerUser: AlternativePayments.CustomerUser;
  CreateCustomerUserInput: AlternativePayments.CreateCustomerUser;
  PaymentMethod: AlternativePayments.PaymentMethod;
  AddressInput: AlternativePayments.Address;
  CreateBankPaymentMethodInput: AlternativePayments.CreateBankPaymentMethod;
  CreateCardPaymentMethodInput: AlternativePayments.CreateCardPaymentMethod;
  CardFormCredentials: AlternativePayments.CardFormCredentials;
  CreateCardCvvInput: AlternativePayments.VerifyCvv;
  CreateCardCvvResponse: AlternativePayments.CvvVerification;
  InvoiceStatus: AlternativePayments.InvoiceStatus;
  InvoiceLineItem: AlternativePayments.InvoiceLineItem;
  Invoice: AlternativePayments.Invoice;
  CreateInvoiceInput: CreateInvoiceInNumbers;
  LinkReply: AlternativePayments.Link;
  PaymentRequestStatus: AlternativePayments.PaymentRequestStatus;
  PaymentRequestInput: AlternativePayments.CreatePaymentRequest;
  PaymentRequest: AlternativePayments.PaymentRequest;
  PaymentStatus: AlternativePayments.PaymentStatus;
  PaymentType: AlternativePayments.PaymentType;
  PaymentMethodKind: AlternativePayments.PaymentMethodKind;
  PaymentFee: AlternativePayments.PaymentFee;
  Payment: AlternativePayments.Payment;
  // What else the API takes is not known, and goes into extraBody.
  CreatePaymentInput: AlternativePayments.CreatePayment & { [field: string]: unknown };
  PayoutStatus: AlternativePayments.PayoutStatus;
  PayoutFeeType: AlternativePayments.PayoutFeeType;
  PayoutFee: AlternativePayments.PayoutFee;
  Payout: AlternativePayments.Payout;
  WebhookTopic: AlternativePayments.WebhookTopic;
  WebhookSubscription: AlternativePayments.WebhookSubscription;
  CreateWebhookSubscriptionInput: AlternativePayments.CreateWebhookSubscription;
  WebhookEvent: AlternativePayments.WebhookEventRecord;
  CheckoutTokenInput: AlternativePayments.CreateCheckoutToken;
  CheckoutToken: AlternativePayments.CheckoutToken;
  CheckoutInvoiceReply: AlternativePayments.CheckoutInvoice;
}

/** The package takes amounts as text, too. */
type CreateInvoiceInNumbers = Omit<AlternativePayments.CreateInvoice, 'line_items'> & {
  line_items: (Omit<AlternativePayments.CreateInvoiceLineItem, 'amount'> & {
    amount: Extract<AlternativePayments.CreateInvoiceLineItem['amount'], number>;
  })[];
};

/** Schemas that have no type here: tokens, errors, pages, and what no known operation takes or answers. */
type Elsewhere =
  | 'TokenResponse'
  | 'TokenError'
  | 'HttpError'
  | `PaginatedResponse-${string}`
  | 'CustomerUserList'
  | 'PaymentMethodList'
  | 'WebhookEventPage'
  | 'WebhookDelivery'
  | 'CheckoutCAAccountData'
  | 'ChangeDefaultResponse';

/** What the package calls the query of each operation. */
interface OurFilters {
  listCustomers: AlternativePayments.CustomerListParams;
  listInvoices: AlternativePayments.InvoiceListParams;
  listPayments: AlternativePayments.PaymentListParams;
  listPayouts: AlternativePayments.PayoutListParams;
  listWebhookSubscriptions: AlternativePayments.WebhookListParams;
  listWebhookEvents: AlternativePayments.WebhookEventListParams;
}

type Queries = { [Name in keyof operations]: NonNullable<operations[Name]['parameters']['query']> };

/** Names of the operations that have a query. */
type Filtered = { [Name in keyof Queries]: [Queries[Name]] extends [never] ? never : Name }[keyof Queries];

/** A type without what the description says nothing of: what may be left out or changed, and dates as objects. */
type Plain<T> = T extends Date
  ? never
  : T extends string
    ? T
    : T extends readonly (infer Item)[]
      ? Plain<Item>[]
      : T extends object
        ? { -readonly [Field in keyof T]-?: Plain<Exclude<T[Field], undefined>> }
        : T;

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Names under which the two do not have the same fields of the same types. */
type Differing<A, B extends Record<keyof A, unknown>> = {
  [Name in keyof A]: Same<Plain<A[Name]>, Plain<B[Name]>> extends true ? never : Name;
}[keyof A];

/** Names of the fields that have to be there. */
type RequiredOf<T> = { [Field in keyof T]-?: T extends Record<Field, T[Field]> ? Field : never }[keyof T];

// These are checked by the compiler.
describe('the types of the API', () => {
  it('are those of its description, field by field and word by word', () => {
    expectTypeOf<Exclude<keyof Schemas, Elsewhere>>().toEqualTypeOf<keyof Ours>();
    expectTypeOf<never>().toEqualTypeOf<Differing<Ours, Schemas>>();
  });

  it('have the filters of its description', () => {
    expectTypeOf<Filtered>().toEqualTypeOf<keyof OurFilters>();
    expectTypeOf<never>().toEqualTypeOf<Differing<OurFilters, Queries>>();
  });

  it('require what its description requires', () => {
    type Lax = {
      [Name in keyof Ours]: RequiredOf<Schemas[Name]> extends RequiredOf<Ours[Name]> ? never : Name;
    }[keyof Ours];
    // The description requires a currency of invoices; the vendor does not say so.
    expectTypeOf<'CreateInvoiceInput'>().toEqualTypeOf<Lax>();
  });

  it('refuse what the API would not understand', () => {
    const filters: AlternativePayments.CustomerListParams[] = [
      { company_name: 'Acme', created_at_start: new Date(0), created_at_end: '1970-01-02T00:00:00Z' },
      // @ts-expect-error: the filter is called company_name
      { companyName: 'Acme' },
    ];
    const customers: AlternativePayments.CreateCustomer[] = [
      { name: 'Acme', email: 'billing@acme.example', external_id: 'crm-1' },
      // @ts-expect-error: the field is called external_id
      { name: 'Acme', email: 'billing@acme.example', externalId: 'crm-1' },
      // @ts-expect-error: the guide requires an address
      { name: 'Acme' },
    ];
    const line = { description: 'Support', amount: '12.50', quantity: 1 };
    const invoices: AlternativePayments.CreateInvoice[] = [
      { customer_id: 'cus_1', currency: 'USD', due_date: '2027-01-31', line_items: [line] },
      // @ts-expect-error: a Date is no day
      { customer_id: 'cus_1', currency: 'USD', due_date: new Date(0), line_items: [line] },
    ];
    const requests: AlternativePayments.CreatePaymentRequest[] = [
      { amount: '100', redirect_url: 'https://acme.example/paid' },
      // @ts-expect-error: the amount of a payment request is text
      { amount: 100, redirect_url: 'https://acme.example/paid' },
    ];
    // @ts-expect-error: a payment needs a key
    const payment: AlternativePayments.CreatePayment = { customer_id: 'cus_1' };
    void [filters, customers, invoices, requests];
    expectTypeOf(payment.idempotency_key).toEqualTypeOf<string>();
  });
});

describe('a word of the API', () => {
  it('may be one that is not known', () => {
    expectTypeOf<'frozen'>().toExtend<AlternativePayments.PayoutStatus>();
    expectTypeOf<number>().not.toExtend<AlternativePayments.PayoutStatus>();

    expect(isKnown(PAYOUT_STATUSES, 'frozen')).toBe(false);
    expect(isKnown(PAYOUT_STATUSES, undefined)).toBe(false);
    expect(isKnown(PAYOUT_STATUSES, 'toString')).toBe(false);
    expect(PAYOUT_STATUSES.every((status) => isKnown(PAYOUT_STATUSES, status))).toBe(true);
  });

  it('is one of a closed list after isKnown(), which a switch can exhaust', () => {
    const isOver = (status: AlternativePayments.PaymentRequestStatus): boolean | 'new' => {
      if (!isKnown(PAYMENT_REQUEST_STATUSES, status)) return 'new';
      switch (status) {
        case 'pending':
          return false;
        case 'paid':
        case 'expired':
        case 'cancelled':
          return true;
      }
    };
    expect(['pending', 'paid', 'refunded'].map(isOver)).toEqual([false, true, 'new']);
  });
});
