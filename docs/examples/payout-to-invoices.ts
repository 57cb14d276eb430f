import { Injectable } from '@nestjs/common';
import {
  type AlternativePayments,
  AlternativePaymentsClient,
  type ApiCallOptions,
  dollarsToCents,
} from 'nestjs-alternative-payments';

type Invoice = AlternativePayments.Invoice;
type Payment = AlternativePayments.Payment;

/** What a payout consists of. */
export interface PayoutStatement {
  readonly payout: AlternativePayments.Payout;
  readonly lines: ReadonlyArray<{
    readonly payment: Payment;
    /** Undefined if none was found: then a person has to look. */
    readonly invoice: Invoice | undefined;
  }>;
  /** Whether the payments add up to the `sub_total` of the payout. */
  readonly addsUp: boolean;
}

const BACKGROUND: ApiCallOptions = { priority: 'background' };

@Injectable()
export class PayoutToInvoices {
  constructor(private readonly api: AlternativePaymentsClient) {}

  async statementOf(payoutId: string): Promise<PayoutStatement> {
    const payout = await this.api.payouts.get(payoutId, BACKGROUND);
    const payments = await this.api.payouts
      .listTransactions(payoutId, BACKGROUND)
      .toArray();
    const invoices = await this.invoicesOf(payments);
    return {
      payout,
      lines: payments.map((payment) => ({
        payment,
        invoice: invoices.get(payment.id),
      })),
      addsUp: sumOf(payments) === centsOf(payout.sub_total),
    };
  }

  /** The invoices of the payments, by the ids of the payments. */
  private async invoicesOf(
    payments: readonly Payment[],
  ): Promise<Map<string, Invoice>> {
    const found = new Map<string, Invoice>();
    const customers = new Set(payments.map((payment) => payment.customer_id));
    for (const customer_id of customers) {
      if (customer_id === undefined) continue;
      const ofCustomer = payments.filter(
        (payment) => payment.customer_id === customer_id,
      );
      const wanted = new Set(ofCustomer.map(({ id }) => id));
      const invoices = this.api.invoices.list({ customer_id }, BACKGROUND);
      for await (const invoice of invoices) {
        for (const id of await this.paymentsOf(invoice))
          if (wanted.delete(id)) found.set(id, invoice);
        if (wanted.size === 0) break;
      }
    }
    return found;
  }

  private async paymentsOf({ id }: Invoice): Promise<string[]> {
    const payments = this.api.payments.list({ invoice_id: id }, BACKGROUND);
    return (await payments.toArray()).map((payment) => payment.id);
  }
}

function sumOf(payments: readonly Payment[]): number {
  return payments.reduce((sum, { total }) => sum + centsOf(total), 0);
}

/** No amount equals nothing, not even itself, so that a missing one is noticed. */
function centsOf(dollars: number | undefined): number {
  return dollars === undefined ? Number.NaN : dollarsToCents(dollars);
}
