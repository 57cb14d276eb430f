import { Injectable } from '@nestjs/common';
import type { AlternativePayments } from 'nestjs-alternative-payments';
import type { WebhookEvent } from 'nestjs-alternative-payments/webhooks';
import { type Observable, Subject } from 'rxjs';

/** An invoice as our own books have it. */
export interface LedgerEntry extends Pick<
  AlternativePayments.Invoice,
  'id' | 'invoice_number' | 'customer_id' | 'currency' | 'total'
> {
  readonly status: 'settled' | 'open';
  /** The payments that have been seen for it. A payment itself does not name its invoice. */
  readonly payments: readonly string[];
}

/** What was heard of, the latest one last. */
export type Heard = Pick<WebhookEvent, 'id' | 'topic' | 'entityId' | 'receivedAt'>;

const MOST_HEARD = 100;

/** Stands in for the tables in which a platform keeps its invoices, and what it was told about them. */
@Injectable()
export class Ledger {
  private readonly heard: Heard[] = [];
  private readonly entries = new Map<string, LedgerEntry>();
  private readonly changes = new Subject<void>();

  /** Tells that something was noted, but not what. */
  get changes$(): Observable<void> {
    return this.changes.asObservable();
  }

  note({ id, topic, entityId, receivedAt }: Heard): void {
    this.heard.push({ id, topic, entityId, receivedAt });
    if (this.heard.length > MOST_HEARD) this.heard.shift();
    this.changes.next();
  }

  /** Notes a new invoice. */
  record(invoice: AlternativePayments.Invoice): void {
    this.save(invoice, 'open', []);
  }

  settle(invoice: AlternativePayments.Invoice, payments: readonly string[]): void {
    this.save(invoice, 'settled', payments);
  }

  reopen(entry: LedgerEntry): void {
    this.save(entry, 'open', entry.payments);
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

  private save(
    { id, invoice_number, customer_id, currency, total }: Omit<LedgerEntry, 'status' | 'payments'>,
    status: LedgerEntry['status'],
    payments: readonly string[],
  ): void {
    this.entries.set(id, { id, invoice_number, customer_id, currency, total, status, payments });
    this.changes.next();
  }
}
