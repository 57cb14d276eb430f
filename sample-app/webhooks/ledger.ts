import { Injectable } from '@nestjs/common';
import type { WebhookEvent } from 'nestjs-alternative-payments/webhooks';

/** An invoice as our own books have it. */
export interface LedgerEntry {
  readonly id: string;
  readonly status: 'settled' | 'open';
  /** The payments that have been seen for it. A payment itself does not name its invoice. */
  readonly payments: readonly string[];
}

/** What was heard of, the latest one last. */
export type Heard = Pick<WebhookEvent, 'topic' | 'entityId' | 'receivedAt'>;

const MOST_HEARD = 100;

/** Stands in for the tables in which a platform keeps its invoices, and what it was told about them. */
@Injectable()
export class Ledger {
  private readonly heard: Heard[] = [];
  private readonly entries = new Map<string, LedgerEntry>();

  note({ topic, entityId, receivedAt }: Heard): void {
    this.heard.push({ topic, entityId, receivedAt });
    if (this.heard.length > MOST_HEARD) this.heard.shift();
  }

  settle(id: string, payments: readonly string[]): void {
    this.entries.set(id, { id, status: 'settled', payments });
  }

  open(entry: LedgerEntry): void {
    this.entries.set(entry.id, { ...entry, status: 'open' });
  }

  /** The invoice that was settled by a payment, if that payment has been seen. */
  settledBy(paymentId: string): LedgerEntry | undefined {
    return [...this.entries.values()].find(
      ({ status, payments }) => status === 'settled' && payments.includes(paymentId),
    );
  }

  show(): { heard: readonly Heard[]; invoices: readonly LedgerEntry[] } {
    return { heard: this.heard, invoices: [...this.entries.values()] };
  }
}
