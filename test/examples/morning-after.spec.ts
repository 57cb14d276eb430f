import { type INestApplication, Module } from '@nestjs/common';
import { AlternativePaymentsClient, AlternativePaymentsModule } from 'nestjs-alternative-payments';
import { type Simulator, startSimulator } from 'nestjs-alternative-payments/testing';
import { AlternativePaymentsWebhooksModule } from 'nestjs-alternative-payments/webhooks';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { InvoiceTable, InvoiceWebhooks, MorningAfter } from '../../docs/examples/morning-after.js';
import { type LogLines, receiverOf, Recorder, SECRET } from '../support/webhooks.js';

/** A database that may be away. */
class TableInMemory extends InvoiceTable {
  readonly settled: string[] = [];
  isAway = false;
  private ids: readonly string[] = [];

  reset(ids: readonly string[]): void {
    this.ids = ids;
    this.settled.length = 0;
    this.isAway = false;
  }

  async open(): Promise<readonly string[]> {
    return this.ids.filter((id) => !this.settled.includes(id));
  }

  async settle(id: string): Promise<void> {
    if (this.isAway) throw new Error('the database is away');
    if (!this.settled.includes(id)) this.settled.push(id);
  }
}

const table = new TableInMemory();
let simulator: Simulator;
let application: INestApplication;
let logs: LogLines;
let morning: MorningAfter;
let ids: string[];

const statuses = (): unknown[] => simulator.webhooks.attempts.map(({ status }) => status);

beforeAll(async () => {
  simulator = await startSimulator({ rateLimit: false });
  class Root {}
  Module({
    imports: [
      AlternativePaymentsModule.forRoot(simulator.options),
      AlternativePaymentsWebhooksModule.forRoot({ secrets: SECRET }),
    ],
    providers: [{ provide: InvoiceTable, useValue: table }, InvoiceWebhooks, MorningAfter, Recorder],
  })(Root);
  ({ application, logs } = await receiverOf(Root));
  morning = application.get(MorningAfter);
  const url = `${await application.getUrl()}/webhooks/alternative-payments`;
  simulator.webhooks.subscribe(url, { secret: SECRET, topics: ['invoice_paid'] });
});

beforeEach(async () => {
  const api = application.get(AlternativePaymentsClient, { strict: false });
  const customer = await api.customers.create({ name: 'Acme', email: 'billing@acme.example' });
  const line_items = [{ amount: 10, quantity: 1 }];
  const invoice = { customer_id: customer.id, due_date: '2027-01-31', line_items };
  ids = [];
  for (let count = 0; count < 3; count += 1) ids.push((await api.invoices.create(invoice)).id);
  table.reset(ids);
  logs.lines.length = 0;
});

afterEach(async () => {
  simulator.clearFaults();
  await simulator.webhooks.release();
});

afterAll(async () => {
  await application.close();
  await simulator.close();
});

it('finds the payment of which a delivery is never made', async () => {
  const before = statuses();
  simulator.webhooks.hold();
  simulator.payInvoice(ids[1]!);
  await simulator.webhooks.settled();
  expect(table.settled).toEqual([]);

  await morning.run();

  expect(table.settled).toEqual([ids[1]]);
  expect(statuses()).toEqual(before);
});

it('has what failed delivered again, and the handler settles it', async () => {
  table.isAway = true;
  simulator.payInvoice(ids[0]!);
  await simulator.webhooks.settled();
  expect(statuses().at(-1)).toBe(500);
  table.isAway = false;

  // Nothing but the delivery can tell: payments cannot be listed.
  simulator.fault({ on: 'GET /payments', status: 400 });
  await morning.run();
  await simulator.webhooks.settled();

  expect(statuses().at(-1)).toBe(200);
  expect(table.settled).toEqual([ids[0]]);
});

it('compares although nothing can be delivered again, and although it fails for another invoice', async () => {
  simulator.webhooks.hold();
  for (const id of ids) simulator.payInvoice(id);
  simulator.fault({ on: 'POST /webhooks/retry', status: 404 });
  simulator.fault({ on: `GET /invoices/${ids[0]}`, status: 400 });

  await morning.run();

  expect(table.settled).toEqual([ids[1], ids[2]]);
  expect(logs.lines.filter((line) => line.includes('MorningAfter'))).toEqual([
    expect.stringContaining('retry: '),
    expect.stringContaining(`invoice ${ids[0]}: `),
  ]);
});

it('settles nothing that is not paid, and tells of a payment that was returned', async () => {
  simulator.webhooks.hold();
  simulator.startPayment(ids[0]!);
  simulator.failPayment(simulator.startPayment(ids[1]!).id);
  simulator.fault({ on: `GET /invoices/${ids[2]}`, status: 200, body: { id: ids[2], status: 'open' } });
  simulator.payInvoice(ids[2]!);

  await morning.run();

  expect(table.settled).toEqual([]);
  expect(logs.lines.join('\n')).toContain(`Invoice ${ids[2]} has a payment, and is open.`);
});
