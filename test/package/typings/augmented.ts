// Compiled against the build by every compiler that users may have. It says what README.md and JSDoc promise of types.
import {
  type AlternativePayments,
  type AlternativePaymentsClient,
  isKnown,
  PAYOUT_STATUSES,
} from 'nestjs-alternative-payments';

declare module 'nestjs-alternative-payments' {
  namespace AlternativePayments {
    interface Customer {
      readonly loyalty_number?: string;
    }
    interface InvoiceLineItem {
      readonly sku?: string;
    }
  }
}

export const customer: AlternativePayments.Customer = { id: 'cus_1', name: 'Acme', loyalty_number: '7' };

/** The field is added where other types lead to the interface, too. */
export const skuOf = (invoice: AlternativePayments.Invoice): string | undefined =>
  invoice.line_items?.[0]?.sku;

/** And in what the methods of the client answer. */
export async function loyaltyNumbers(api: AlternativePaymentsClient): Promise<Array<string | undefined>> {
  const numbers: Array<string | undefined> = [(await api.customers.get('cus_1')).loyalty_number];
  const { data } = await api.customers.create({ name: 'Acme', email: 'billing@acme.example' }).withResponse();
  numbers.push(data.loyalty_number);
  for await (const { loyalty_number } of api.customers.list({ company_name: 'Acme' }))
    numbers.push(loyalty_number);
  for await (const page of api.customers.list().pages()) numbers.push(page.data[0]?.loyalty_number);
  const skus = (await api.invoices.list().toArray()).map(skuOf);
  // @ts-expect-error: what nobody has added is unknown
  numbers.push((await api.customers.get('cus_1')).shoe_size);
  return [...numbers, ...skus];
}

/** What a client takes has the words of the API, and no others. */
export const misspelt = (api: AlternativePaymentsClient): unknown[] => [
  api.invoices.list({ status: 'open', due_date_end: new Date(0) }),
  // @ts-expect-error: a misspelt filter
  api.invoices.list({ dueDateEnd: new Date(0) }),
  // @ts-expect-error: a misspelt field
  api.customers.create({ name: 'Acme', email: 'billing@acme.example', externalId: '7' }),
  // @ts-expect-error: a misspelt option
  api.customers.get('cus_1', { timeout: 1 }),
];

// @ts-expect-error: what nobody has added is unknown
export const stranger: AlternativePayments.Customer = { id: 'cus_1', shoe_size: 46 };

export function isOver(status: AlternativePayments.PayoutStatus): boolean | undefined {
  if (!isKnown(PAYOUT_STATUSES, status)) return undefined;
  switch (status) {
    case 'succeeded':
    case 'canceled':
    case 'failed':
      return true;
    case 'unspecified':
    case 'creating':
    case 'processing':
    case 'analyzing':
    case 'scheduled':
    case 'approved':
    case 'pending':
      return false;
  }
}
