import { Injectable } from '@nestjs/common';
import {
  type AlternativePayments,
  AlternativePaymentsClient,
  ApiNotFoundError,
  ApiUnprocessableError,
  isOutcomeUnknown,
} from 'nestjs-alternative-payments';

@Injectable()
export class Billing {
  constructor(private readonly api: AlternativePaymentsClient) {}

  /** All of them, not only the first page. */
  open(): Promise<AlternativePayments.Invoice[]> {
    return this.api.invoices.list({ status: 'open' }).toArray();
  }

  async isKnown(customerId: string): Promise<boolean> {
    try {
      await this.api.customers.get(customerId);
      return true;
    } catch (error) {
      if (error instanceof ApiNotFoundError) return false;
      throw error;
    }
  }

  /** The page on which the invoice is paid, or what is wrong with the invoice. */
  async bill(
    customer_id: string,
    dollars: string,
    due_date: string,
  ): Promise<string> {
    try {
      const invoice = await this.api.invoices.create({
        customer_id,
        due_date,
        line_items: [{ description: 'Support', amount: dollars, quantity: 1 }],
      });
      const link = await this.api.invoices.paymentLink(invoice.id);
      return link.url;
    } catch (error) {
      // The other client would have sent it again here.
      if (isOutcomeUnknown(error)) return 'Look whether there is an invoice.';
      if (error instanceof ApiUnprocessableError)
        return JSON.stringify(error.validationErrors);
      throw error;
    }
  }
}
