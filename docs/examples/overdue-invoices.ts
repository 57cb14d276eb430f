import { Injectable } from '@nestjs/common';
import {
  type AlternativePayments,
  AlternativePaymentsClient,
  type ApiCallOptions,
  dollarsToCents,
  INVOICE_STATUSES,
  isKnown,
} from 'nestjs-alternative-payments';

type Invoice = AlternativePayments.Invoice;

/** What one customer is to be reminded of. */
export interface Reminder {
  readonly customerId: string;
  /** The invoices, the one that was due first at the top. */
  readonly invoices: readonly Invoice[];
  readonly cents: number;
}

export interface Overdue {
  /** Whom to remind, those who owe most at the top. */
  readonly reminders: readonly Reminder[];
  /** Invoices for which somebody has paid, or tries to. Wait for what becomes of it. */
  readonly underWay: readonly Invoice[];
  /** Invoices that a person has to look at: a field is missing, or the status is new. */
  readonly unclear: readonly Invoice[];
}

const BACKGROUND: ApiCallOptions = { priority: 'background' };

@Injectable()
export class OverdueInvoices {
  constructor(private readonly api: AlternativePaymentsClient) {}

  /**
   * Finds what should have been paid before a day.
   *
   * @param day such as `2027-01-31`, of the calendar where you do business
   */
  async before(day: string): Promise<Overdue> {
    const due: Invoice[] = [];
    const underWay: Invoice[] = [];
    const unclear: Invoice[] = [];
    // The filter takes points in time, and a due date is a day. The days are compared below.
    const list = this.api.invoices.list(
      { due_date_end: `${day}T23:59:59Z` },
      BACKGROUND,
    );
    for await (const invoice of list) {
      if (!isClear(invoice)) unclear.push(invoice);
      else if (!isOpen(invoice) || dayOf(invoice) >= day) continue;
      else if (await this.isPaymentUnderWay(invoice)) underWay.push(invoice);
      else due.push(invoice);
    }
    return { reminders: remindersOf(due), underWay, unclear };
  }

  /** A bank takes days to pay. Only what has failed for sure leads to a reminder. */
  private async isPaymentUnderWay({ id }: Invoice): Promise<boolean> {
    const payments = this.api.payments.list({ invoice_id: id }, BACKGROUND);
    for await (const { status } of payments)
      if (status !== 'failed' && status !== 'declined') return true;
    return false;
  }
}

function isClear(invoice: Invoice): boolean {
  return (
    isKnown(INVOICE_STATUSES, invoice.status) &&
    invoice.customer_id !== undefined &&
    invoice.due_date !== undefined &&
    invoice.total !== undefined
  );
}

function isOpen({ status }: Invoice): boolean {
  return status === 'open' || status === 'overdue';
}

/** The reference states no format. Whatever follows the day is left out. */
function dayOf({ due_date = '' }: Invoice): string {
  return due_date.slice(0, 10);
}

function remindersOf(due: readonly Invoice[]): Reminder[] {
  const customers = new Set(due.map(({ customer_id = '' }) => customer_id));
  return [...customers]
    .map((customerId) => {
      const invoices = due
        .filter(({ customer_id }) => customer_id === customerId)
        .sort((one, other) => dayOf(one).localeCompare(dayOf(other)));
      return { customerId, invoices, cents: sumOf(invoices) };
    })
    .sort((one, other) => other.cents - one.cents);
}

function sumOf(invoices: readonly Invoice[]): number {
  return invoices.reduce(
    (sum, { total = 0 }) => sum + dollarsToCents(total),
    0,
  );
}
