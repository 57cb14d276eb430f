import { Injectable } from '@nestjs/common';
import { AlternativePaymentsClient } from 'nestjs-alternative-payments';
import { OnWebhook, type WebhookEvent, type WebhookEventOf } from 'nestjs-alternative-payments/webhooks';
import { Ledger } from './ledger.js';

/** Keeps the ledger up to date. A delivery only says where to look: what is true is read from the API. */
@Injectable()
export class InvoiceWebhooks {
  constructor(
    private readonly api: AlternativePaymentsClient,
    private readonly ledger: Ledger,
  ) {}

  /** Hears of everything, and so adds no topic to the subscriptions. */
  @OnWebhook('*')
  note(event: WebhookEvent): void {
    this.ledger.note(event);
  }

  @OnWebhook('invoice_paid')
  async settle(event: WebhookEventOf<'invoice_paid'>): Promise<void> {
    const invoice = await event.fetch();
    // The payment may have been returned before this event arrived.
    if (invoice.status !== 'paid') return;
    const payments = await this.api.payments.list({ invoice_id: invoice.id }).toArray();
    this.ledger.settle(
      invoice,
      payments.map((payment) => payment.id),
    );
  }

  /** The bank may return a payment days after it had succeeded. */
  @OnWebhook('payment_failed')
  async reopen({ entityId = '' }: WebhookEventOf<'payment_failed'>): Promise<void> {
    const entry = this.ledger.settledBy(entityId);
    if (entry === undefined) return;
    const { status } = await this.api.invoices.get(entry.id);
    if (status !== 'paid') this.ledger.reopen(entry);
  }
}
