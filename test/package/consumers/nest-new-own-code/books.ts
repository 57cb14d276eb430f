import { Injectable } from '@nestjs/common';
import type { AlternativePayments } from 'nestjs-alternative-payments';
import {
  OnWebhook,
  type WebhookEventOf,
} from 'nestjs-alternative-payments/webhooks';

@Injectable()
export class Books {
  readonly settled: AlternativePayments.Invoice[] = [];

  @OnWebhook('invoice_paid')
  async settle(event: WebhookEventOf<'invoice_paid'>) {
    this.settled.push(await event.fetch());
  }
}
