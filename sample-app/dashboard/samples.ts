import { Injectable } from '@nestjs/common';
import { PartnersService } from '../partners/partners.service.js';
import { Ledger } from '../webhooks/ledger.js';
import { Accounts } from './accounts.js';

const DAY_MS = 86_400_000;
const SERVICES = [
  { description: 'Managed workstations', amount: 1240 },
  { description: 'Backup and recovery', amount: 349.5 },
  { description: 'Help desk, ten hours', amount: 980 },
  { description: 'Mail security', amount: 112.2 },
];

/** Makes invoices and partners, so that there is something to pay and to look at. */
@Injectable()
export class Samples {
  private invoices = 0;
  private partners = 0;

  constructor(
    private readonly accounts: Accounts,
    private readonly ledger: Ledger,
    private readonly registered: PartnersService,
  ) {}

  /** Opens an invoice to one customer after the other. */
  async openInvoice(): Promise<void> {
    const { api } = this.accounts.simulatedBy('default');
    const { data: customers } = await api.customers.list();
    const customer = customers[this.invoices % customers.length];
    const service = SERVICES[this.invoices % SERVICES.length];
    if (customer === undefined || service === undefined) return;
    this.invoices += 1;
    const due_date = new Date(Date.now() + 30 * DAY_MS).toISOString().slice(0, 10);
    const line_items = [{ ...service, quantity: 1 }];
    this.ledger.record(await api.invoices.create({ customer_id: customer.id, due_date, line_items }));
  }

  /** Registers a partner with a simulator of its own, and lists its customers once. */
  async addPartner(): Promise<void> {
    this.accounts.simulatedBy('default');
    this.partners += 1;
    const id = `partner-${this.partners}`;
    await this.registered.register({ id });
    await this.registered.customersOf(id);
  }
}
