import { type Billing, BillingTable } from '../../docs/examples/bill-once.js';

/** The table of billed orders that the recipes ask for. */
export class BillingTableInMemory extends BillingTable {
  readonly rows = new Map<string, Billing>();

  async begin(orderId: string): Promise<Billing | undefined> {
    const earlier = this.rows.get(orderId);
    if (earlier === undefined) this.rows.set(orderId, { begunAt: new Date() });
    return earlier;
  }

  async finish(orderId: string, invoiceId: string): Promise<void> {
    this.rows.set(orderId, { begunAt: new Date(), invoiceId });
  }

  async remove(orderId: string): Promise<void> {
    this.rows.delete(orderId);
  }
}
