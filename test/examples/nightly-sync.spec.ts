import type { AlternativePayments } from 'nestjs-alternative-payments';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { InvoiceCopy, NightlySync, type Progress } from '../../docs/examples/nightly-sync.js';
import { clientOfFile } from '../support/client-of-file.js';
import { failureOf } from '../support/failure-of.js';

const HOUR_MS = 60 * 60_000;
const COUNT = 7;

class CopyInMemory extends InvoiceCopy {
  readonly rows = new Map<string, AlternativePayments.Invoice>();
  saved = 0;
  /** How often it saves before the process dies. */
  left = Infinity;
  #progress: Progress = { from: new Date(Date.now() - 60 * HOUR_MS) };

  async progress(): Promise<Progress> {
    return this.#progress;
  }

  async save(invoices: readonly AlternativePayments.Invoice[], progress: Progress): Promise<void> {
    if (this.left === 0) throw new Error('the process died');
    this.left -= 1;
    for (const invoice of invoices) this.rows.set(invoice.id, invoice);
    this.saved += invoices.length;
    this.#progress = progress;
  }
}

const file = clientOfFile();
let copy: CopyInMemory;
let night: Date;

const run = (at = night): Promise<void> => new NightlySync(file.api, copy).run(at);
const asked = (since: number): string[] =>
  file.simulator.journal
    .find('GET /invoices')
    .slice(since)
    .map(({ query }) => (query.has('after') ? 'goes on' : 'begins'));

beforeAll(async () => {
  const customer = await file.api.customers.create({ name: 'Acme', email: 'billing@acme.example' });
  for (let count = 0; count < COUNT; count += 1) {
    const line_items = [{ amount: count + 1, quantity: 1 }];
    await file.api.invoices.create({ customer_id: customer.id, due_date: '2027-01-31', line_items });
  }
  night = new Date(Date.now() + 2 * HOUR_MS);
});

beforeEach(() => {
  copy = new CopyInMemory();
  file.simulator.journal.clear();
  file.simulator.fault({ on: 'GET /invoices', maximumLimit: 3 });
});

it('copies every invoice once, in windows of a day', async () => {
  await run();
  expect(copy.rows.size).toBe(COUNT);
  expect(copy.saved).toBe(COUNT);
  // Sixty-one hours are two empty windows and one of three pages.
  expect(asked(0)).toEqual(['begins', 'begins', 'begins', 'goes on', 'goes on']);
  expect(await copy.progress()).toEqual({ from: new Date(night.getTime() - HOUR_MS) });
});

it('leaves no gap between two windows, in whatever way their bounds are meant', async () => {
  await run();
  const bounds = file.simulator.journal
    .find(({ query }) => query.has('created_at_start') && !query.has('after'))
    .map(({ query }) => ['created_at_start', 'created_at_end'].map((name) => Date.parse(query.get(name)!)));
  expect(bounds).toHaveLength(3);
  expect(bounds.slice(1).map(([start]) => start)).toEqual(
    bounds.slice(0, -1).map(([, end]) => end! - 60_000),
  );
});

it('does nothing where nothing is old enough', async () => {
  await run();
  file.simulator.journal.clear();
  await run();
  expect(asked(0)).toEqual([]);
});

it.each([0, 1, 2, 3, 4])('goes on after a crash, here after %i pages', async (pages) => {
  copy.left = pages;
  expect((await failureOf(run())).message).toBe('the process died');
  copy.left = Infinity;
  await run(new Date(night.getTime() + 24 * HOUR_MS));
  expect(copy.rows.size).toBe(COUNT);
  expect(copy.saved).toBe(COUNT);
});

it('uses a cursor with the filters to which it belongs, also in another night', async () => {
  copy.left = 3;
  await failureOf(run());
  copy.left = Infinity;
  await run(new Date(night.getTime() + 24 * HOUR_MS));
  const further = file.simulator.journal.find(({ query }) => query.has('after'));
  const filters = further.map(
    ({ query }) => `${query.get('created_at_start')} ${query.get('created_at_end')}`,
  );
  expect(further.length).toBeGreaterThan(2);
  expect(new Set(filters).size).toBe(1);
});

it('goes on where the API was away', async () => {
  file.simulator.clearFaults();
  file.simulator.fault({ on: 'GET /invoices', times: 4, maximumLimit: 3 });
  const outage = file.simulator.fault({ on: 'GET /invoices', status: 501 });
  expect(await failureOf(run())).toMatchObject({ status: 501, resumeAfter: (await copy.progress()).after });
  outage.remove();
  await run();
  expect([copy.rows.size, copy.saved]).toEqual([COUNT, COUNT]);
});

it('begins a window again whose cursor has ended, and takes what comes twice by its id', async () => {
  copy.left = 4;
  await failureOf(run());
  copy.left = Infinity;
  file.simulator.clearFaults();
  file.simulator.fault({ on: 'GET /invoices', shape: 'ended-cursor' });
  await run();
  expect(copy.rows.size).toBe(COUNT);
  expect(copy.saved).toBe(6 + COUNT);
});

it('passes a 400 on that is not about a cursor', async () => {
  file.simulator.clearFaults();
  file.simulator.fault({ on: 'GET /invoices', status: 400, body: { code: 'bad_request' } });
  const { sent, error } = await file.watch(() => run());
  expect(error).toMatchObject({ code: 'API_BAD_REQUEST' });
  expect(sent).toHaveLength(1);
});
