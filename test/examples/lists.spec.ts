import type { AlternativePayments } from 'nestjs-alternative-payments';
import { beforeAll, expect, it } from 'vitest';
import * as lists from '../../docs/examples/lists.js';
import { clientOfFile } from '../support/client-of-file.js';
import { failureOf } from '../support/failure-of.js';

const COUNT = 45;
const file = clientOfFile();
let customerId: string;
let names: Array<string | undefined>;

beforeAll(async () => {
  for (let count = 0; count < COUNT; count += 1)
    await file.api.customers.create({ name: `Company ${count}`, email: 'billing@example.com' });
  const customers = await file.api.customers.list().toArray();
  names = customers.map(({ name }) => name);
  customerId = customers[0]!.id;
  for (const amount of [1, 2, 3]) {
    const line_items = [{ amount, quantity: 1 }];
    await file.api.invoices.create({ customer_id: customerId, due_date: '2027-01-31', line_items });
  }
});

it('firstTwenty() gives one page', async () => {
  const { sent, result } = await file.watch(() => lists.firstTwenty(file.api));
  expect(result).toHaveLength(20);
  expect(sent).toHaveLength(1);
});

it('countOpen(), savePages(), threeNames() and allOf() see what they say', async () => {
  file.simulator.fault({ on: 'GET /invoices', maximumLimit: 2 });
  const pages: number[] = [];
  await lists.savePages(file.api, async ({ length }) => {
    pages.push(length);
  });
  expect(pages).toEqual([2, 1]);
  expect(await lists.countOpen(file.api)).toBe(3);
  expect(await lists.threeNames(file.api)).toEqual(names.slice(0, 3));
  expect(await lists.allOf(file.api, customerId)).toHaveLength(3);
});

it('tablePage() leads back and forth', async () => {
  const show = (position = {}): ReturnType<typeof lists.tablePage> => lists.tablePage(file.api, position);
  const namesOf = ({ customers }: Awaited<ReturnType<typeof show>>): unknown[] =>
    customers.map(({ name }) => name);
  const first = await show();
  const second = await show(first.next);
  const third = await show(second.next);
  const back = await show(third.previous);
  expect([first, second, third, back].map(namesOf)).toEqual([
    names.slice(0, 20),
    names.slice(20, 40),
    names.slice(40),
    names.slice(20, 40),
  ]);
  expect([first.previous, third.next]).toEqual([undefined, undefined]);
});

it('visitAll() goes on where it ended, also where its first page fails', async () => {
  const seen: unknown[] = [];
  const visit = ({ name }: AlternativePayments.Customer): unknown => seen.push(name);
  file.simulator.fault({ on: 'GET /customers', times: 2, maximumLimit: 10 });
  file.simulator.fault({ on: 'GET /customers', times: 2, status: 501 });
  const cursor = await lists.visitAll(file.api, visit);
  expect(cursor).toEqual(expect.any(String));
  expect(await lists.visitAll(file.api, visit, cursor)).toBe(cursor);
  expect(await lists.visitAll(file.api, visit, cursor)).toBeUndefined();
  expect(seen).toEqual(names);
});

it('visitAll() passes on what no cursor helps against', async () => {
  const failure = new Error('no disk');
  const visit = (): never => {
    throw failure;
  };
  expect(await failureOf(lists.visitAll(file.api, visit))).toBe(failure);
  file.simulator.fault({ on: 'GET /customers', status: 501 });
  expect(await failureOf(lists.visitAll(file.api, visit))).toMatchObject({ status: 501 });
});

it('an async function that returns a list gives its first page only', async () => {
  const handOver = async (): Promise<unknown> => file.api.customers.list({ limit: 10 });
  const page = (await handOver()) as object;
  expect(page).toMatchObject({ hasNextPage: true });
  expect(Symbol.asyncIterator in page).toBe(false);
});
