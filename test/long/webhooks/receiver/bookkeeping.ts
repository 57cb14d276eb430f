import { setTimeout as wait } from 'node:timers/promises';
import { OnWebhook, type WebhookEvent } from 'nestjs-alternative-payments/webhooks';
import type { Journal } from './journal.js';

/** Two handlers that must each run once for an event. */
export class Bookkeeping {
  constructor(
    private readonly journal: Journal,
    private readonly handlerMs: number,
  ) {}

  @OnWebhook('*')
  settle(event: WebhookEvent): Promise<void> {
    return this.work(event, 'Bookkeeping.settle');
  }

  @OnWebhook('*')
  thank(event: WebhookEvent): Promise<void> {
    return this.work(event, 'Bookkeeping.thank');
  }

  private async work({ id }: WebhookEvent, handler: string): Promise<void> {
    this.journal.write('begun', id, handler);
    await wait(this.handlerMs);
    this.journal.write('ended', id, handler);
  }
}
