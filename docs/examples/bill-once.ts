import { Injectable } from '@nestjs/common';
import {
  type AlternativePayments,
  AlternativePaymentsClient,
  isOutcomeUnknown,
} from 'nestjs-alternative-payments';

type Invoice = AlternativePayments.Invoice;

/** What is to be billed. */
export interface Order {
  readonly id: string;
  readonly customerId: string;
  readonly dueDate: string;
  readonly dollars: string;
}

/** What you have noted of the invoice of an order. */
export interface Billing {
  /** When the invoice was about to be created. */
  readonly begunAt: Date;
  readonly invoiceId?: string;
}

/** Nobody knows whether the order is billed. */
export class InvoiceInDoubtError extends Error {
  constructor({ id }: Order) {
    super(
      `It is not known whether the API made an invoice for the order "${id}", and none is in its list. ` +
        'Look again in some minutes. If it is still missing after an hour, look for it in the dashboard ' +
        'before you remove the row.',
    );
  }
}

/** A table in your own database, with one row for each order that is billed. */
export abstract class BillingTable {
  /**
   * Adds a row for the order, and gives nothing. If there is one already, it
   * stays as it is and is given. Both have to be one step of the database, such
   * as `INSERT … ON CONFLICT DO NOTHING`.
   */
  abstract begin(orderId: string): Promise<Billing | undefined>;
  abstract finish(orderId: string, invoiceId: string): Promise<void>;
  abstract remove(orderId: string): Promise<void>;
}

/** How much the vendor's clock and yours may differ. */
const CLOCKS_MS = 10 * 60_000;

@Injectable()
export class OrderBilling {
  constructor(
    private readonly api: AlternativePaymentsClient,
    private readonly table: BillingTable,
  ) {}

  /** The one invoice of the order. It is created only in the first call. */
  async bill(order: Order): Promise<Invoice> {
    const earlier = await this.table.begin(order.id);
    if (earlier?.invoiceId !== undefined)
      return this.api.invoices.get(earlier.invoiceId);
    const invoice =
      earlier === undefined
        ? await this.create(order, new Date())
        : await this.find(order, earlier.begunAt);
    if (invoice === undefined) throw new InvoiceInDoubtError(order);
    await this.table.finish(order.id, invoice.id);
    return invoice;
  }

  private async create(
    order: Order,
    begunAt: Date,
  ): Promise<Invoice | undefined> {
    try {
      return await this.api.invoices.create({
        customer_id: order.customerId,
        currency: 'USD',
        due_date: order.dueDate,
        line_items: [
          { description: markOf(order), amount: order.dollars, quantity: 1 },
        ],
      });
    } catch (error) {
      if (isOutcomeUnknown(error)) return this.find(order, begunAt);
      // There is no invoice, so that the order may be billed again.
      await this.table.remove(order.id);
      throw error;
    }
  }

  private async find(
    order: Order,
    begunAt: Date,
  ): Promise<Invoice | undefined> {
    const invoices = this.api.invoices.list({
      customer_id: order.customerId,
      created_at_start: new Date(begunAt.getTime() - CLOCKS_MS),
    });
    for await (const row of invoices) {
      // Whether the rows of a list have their lines is not known.
      const invoice =
        row.line_items === undefined
          ? await this.api.invoices.get(row.id)
          : row;
      if (isFor(order, invoice)) return invoice;
    }
    return undefined;
  }
}

/** Leads from an invoice back to its order. No two orders have the same. */
function markOf({ id }: Order): string {
  return `Order ${id}`;
}

function isFor(order: Order, { line_items = [] }: Invoice): boolean {
  return line_items.some(({ description }) => description === markOf(order));
}
