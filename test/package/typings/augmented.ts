// Compiled against the build by every compiler that users may have. It says what README.md and JSDoc promise of types.
import { type AlternativePayments, isKnown, PAYOUT_STATUSES } from 'nestjs-alternative-payments';

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
