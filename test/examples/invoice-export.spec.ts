import type { AddressInfo } from 'node:net';
import { type INestApplication, Logger } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { AlternativePaymentsModule, ApiExceptionFilter } from 'nestjs-alternative-payments';
import { type Simulator, startSimulator } from 'nestjs-alternative-payments/testing';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { InvoiceExport } from '../../docs/examples/invoice-export.js';
import { failureOf } from '../support/failure-of.js';

const COUNT = 40;

let simulator: Simulator;
let application: INestApplication<{ address: () => AddressInfo }>;
let warnings: string[];

beforeAll(async () => {
  vi.spyOn(Logger.prototype, 'error').mockReturnValue();
  vi.spyOn(Logger.prototype, 'warn').mockImplementation((text: unknown) => warnings.push(String(text)));
  simulator = await startSimulator({
    rateLimit: false,
    seed: {
      customers: [{ id: 'cus_1', name: 'Acme', email: 'billing@acme.example' }],
      invoices: Array.from({ length: COUNT }, (_, index) => ({
        id: `inv_${index}`,
        customer_id: 'cus_1',
        due_date: '2027-01-31',
        memo: ['=cmd|calc', 'says "hello", twice', '-5'][index] ?? '',
        line_items: [{ amount: 89.5 }],
      })),
    },
  });
  const testing = await Test.createTestingModule({
    imports: [AlternativePaymentsModule.forRoot(simulator.options)],
    controllers: [InvoiceExport],
  }).compile();
  application = testing.createNestApplication();
  application.useGlobalFilters(new ApiExceptionFilter());
  await application.listen(0, '127.0.0.1');
});

afterEach(() => simulator.clearFaults());

afterAll(async () => {
  vi.restoreAllMocks();
  await application.close();
  await simulator.close();
});

function download(signal?: AbortSignal): Promise<Response> {
  warnings = [];
  simulator.journal.clear();
  return fetch(`http://127.0.0.1:${application.getHttpServer().address().port}/invoices.csv`, { signal });
}

it('writes all invoices, page by page', async () => {
  simulator.fault({ on: 'GET /invoices', maximumLimit: 7 });
  const answer = await download();
  const [head, ...lines] = (await answer.text()).trimEnd().split('\r\n');
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(head).toBe('number,customer,status,created,due,total,currency,memo');
  expect(lines).toHaveLength(COUNT);
  expect(lines[3]).toMatch(/^"INV-1004","cus_1","open","[^"]+","2027-01-31","89.50","USD",""$/);
  expect(simulator.journal.find('GET /invoices')).toHaveLength(6);
  expect(warnings).toEqual([]);
});

it('makes no formula of a text, and quotes what is in it', async () => {
  const text = await (await download()).text();
  expect(text).toContain(`,"'=cmd|calc"\r\n`);
  expect(text).toContain(',"says ""hello"", twice"\r\n');
  expect(text).toContain(',"-5"\r\n');
});

it('answers with an error where the first page fails', async () => {
  simulator.fault({ on: 'GET /invoices', status: 501 });
  const answer = await download();
  expect(answer.status).toBeGreaterThanOrEqual(500);
  expect(answer.headers.get('content-disposition')).toBeNull();
  expect(answer.headers.get('content-type')).toContain('json');
});

it('breaks off where a later page fails, so that half a file is not taken for a whole one', async () => {
  simulator.fault({ on: 'GET /invoices', times: 3, maximumLimit: 7 });
  simulator.fault({ on: 'GET /invoices', status: 501 });
  const answer = await download();
  expect(answer.status).toBe(200);
  expect(await failureOf(answer.text())).toBeInstanceOf(TypeError);
  await vi.waitFor(() => expect(warnings).toEqual([expect.stringContaining('501')]));
});

it('asks for no further page when the reader has gone', async () => {
  simulator.fault({ on: 'GET /invoices', times: 1, maximumLimit: 7 });
  const slow = simulator.fault({ on: 'GET /invoices', maximumLimit: 7, delayMs: 300 });
  const leaving = new AbortController();
  const answer = await download(leaving.signal);
  leaving.abort();
  await failureOf(answer.text());
  await vi.waitFor(() => expect(warnings).toEqual([expect.stringContaining('Premature close')]));
  const asked = simulator.journal.find('GET /invoices');
  await vi.waitFor(() => expect(asked.map(({ outcome }) => outcome)).not.toContain('open'));
  slow.remove();
  // Another reader is served meanwhile, with one page.
  await (await download()).text();
  expect(simulator.journal.find('GET /invoices')).toHaveLength(1);
});
