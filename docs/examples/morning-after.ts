import { Injectable, Logger } from '@nestjs/common';
import {
  AlternativePaymentsClient,
  type ApiCallOptions,
} from 'nestjs-alternative-payments';
import {
  OnWebhook,
  type WebhookEventOf,
} from 'nestjs-alternative-payments/webhooks';

/** The invoices in your own database. */
export abstract class InvoiceTable {
  /** Ids of those that are not settled there. */
  abstract open(): Promise<readonly string[]>;
  /** Notes that an invoice is paid. It does nothing for one that is settled already. */
  abstract settle(id: string): Promise<void>;
}

@Injectable()
export class InvoiceWebhooks {
  constructor(private readonly table: InvoiceTable) {}

  @OnWebhook('invoice_paid')
  async settle(event: WebhookEventOf<'invoice_paid'>): Promise<void> {
    // The delivery only says where to look. What is true is what the API answers.
    const { id, status } = await event.fetch();
    if (status === 'paid') await this.table.settle(id);
  }
}

const BACKGROUND: ApiCallOptions = { priority: 'background' };

@Injectable()
export class MorningAfter {
  private readonly logger = new Logger(MorningAfter.name);

  constructor(
    private readonly api: AlternativePaymentsClient,
    private readonly table: InvoiceTable,
  ) {}

  async run(): Promise<void> {
    // What the vendor has tried in vain arrives once more, and is handled as ever.
    await this.attempt('retry', () => this.api.webhooks.retry(BACKGROUND));
    for (const id of await this.table.open())
      await this.attempt(`invoice ${id}`, () => this.compare(id));
  }

  /** Finds what no delivery has told. */
  private async compare(invoice_id: string): Promise<void> {
    const payments = await this.api.payments
      .list({ invoice_id }, BACKGROUND)
      .toArray();
    if (!payments.some(({ status }) => status === 'succeeded')) return;
    const { status } = await this.api.invoices.get(invoice_id, BACKGROUND);
    if (status === 'paid') return this.table.settle(invoice_id);
    this.logger.warn(`Invoice ${invoice_id} has a payment, and is ${status}.`);
  }

  /** A failure is left to the next night, and keeps no other invoice waiting. */
  private async attempt(
    what: string,
    run: () => PromiseLike<unknown>,
  ): Promise<void> {
    try {
      await run();
    } catch (error) {
      this.logger.warn(`${what}: ${String(error)}`);
    }
  }
}
