import { Injectable } from '@nestjs/common';
import {
  type AlternativePayments,
  AlternativePaymentsClient,
  type ApiCallOptions,
} from 'nestjs-alternative-payments';

type Invoice = AlternativePayments.Invoice;
type Payment = AlternativePayments.Payment;

const BACKGROUND: ApiCallOptions = { priority: 'background' };

@Injectable()
export class PaymentToInvoice {
  constructor(private readonly api: AlternativePaymentsClient) {}

  /**
   * The invoice that a payment belongs to.
   *
   * @param hint id of the invoice that you expect, from your own records or from a webhook
   */
  async invoiceOf(
    payment: Payment,
    hint?: string,
  ): Promise<Invoice | undefined> {
    if (hint !== undefined && (await this.isPaymentOf(hint, payment)))
      return this.api.invoices.get(hint);
    if (payment.customer_id === undefined) return undefined;
    const { customer_id } = payment;
    for await (const invoice of this.api.invoices.list(
      { customer_id },
      BACKGROUND,
    ))
      if (await this.isPaymentOf(invoice.id, payment)) return invoice;
    return undefined;
  }

  private async isPaymentOf(
    invoiceId: string,
    payment: Payment,
  ): Promise<boolean> {
    const payments = this.api.payments.list(
      { invoice_id: invoiceId },
      BACKGROUND,
    );
    for await (const { id } of payments) if (id === payment.id) return true;
    return false;
  }
}
