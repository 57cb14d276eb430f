import { describe, expect, it } from 'vitest';
import { clientOfFile } from '../support/client-of-file.js';
import { failureOf } from '../support/failure-of.js';

const client = clientOfFile();

// Each is a function with a name, which the stack of its error has to show.
const ways = [
  async function awaits(): Promise<void> {
    await client.api.customers.get('nobody');
  },
  async function asksForTheResponse(): Promise<void> {
    await client.api.customers.get('nobody').withResponse();
  },
  async function givesNoId(): Promise<void> {
    await client.api.customers.get('');
  },
  async function sendsARequestOfItsOwn(): Promise<void> {
    await client.api.request({ method: 'GET', path: '/customers/nobody' });
  },
  async function walks(): Promise<void> {
    for await (const item of client.api.customers.list({ after: 'none' })) void item;
  },
  async function walksOverPages(): Promise<void> {
    for await (const page of client.api.customers.list({ after: 'none' }).pages()) void page;
  },
  async function takes(): Promise<void> {
    for await (const item of client.api.customers.list({ after: 'none' }).take(3)) void item;
  },
  async function collects(): Promise<void> {
    await client.api.customers.list({ after: 'none' }).toArray();
  },
  async function collectsTooMany(): Promise<void> {
    await client.api.customers.list().toArray({ max: 0 });
  },
  async function walksOnAfterTheFirstPage(): Promise<void> {
    client.simulator.fault({ on: 'GET /customers', afterMatches: 1, status: 404, body: {} });
    for await (const item of client.api.customers.list({ limit: 1 })) void item;
  },
  async function walksInCircles(): Promise<void> {
    client.simulator.fault({ on: 'GET /customers', shape: 'stalled-cursor' });
    for await (const item of client.api.customers.list({ limit: 1 })) void item;
  },
];

describe('the stack of an error', () => {
  it.each(ways)('leads to the line of its caller: %o', async (way) => {
    const { stack = '', name, message } = await failureOf(way());

    expect(stack.startsWith(`${name}: ${message}\n    at `)).toBe(true);
    expect(stack).toMatch(new RegExp(String.raw`\n    at (async )?${way.name} \(.*call-sites\.spec\.ts:\d+`));
  });
});
