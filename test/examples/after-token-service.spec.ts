import { type INestApplicationContext, Logger } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { ScheduleModule } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import { AlternativePaymentsModule } from 'nestjs-alternative-payments';
import type { Simulator } from 'nestjs-alternative-payments/testing';
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { InvoicesModule, InvoicesService, InvoiceTotals } from '../../docs/examples/after-token-service.js';
import * as before from '../../docs/examples/token-service.js';
import { simulate } from '../support/simulator.js';

let simulator: Simulator;
let warnings: string[];

const variables = (): Record<string, string> => ({
  PAYMENTS_URL: simulator.baseURL,
  PAYMENTS_CLIENT_ID: simulator.options.clientId,
  PAYMENTS_CLIENT_SECRET: simulator.options.clientSecret,
});

/** An application that still has all that the token service needs, with some modules. */
async function start(...imports: unknown[]): Promise<INestApplicationContext> {
  const testing = await Test.createTestingModule({
    imports: [
      ConfigModule.forRoot({ isGlobal: true, ignoreEnvFile: true, load: [variables] }),
      ScheduleModule.forRoot(),
      AlternativePaymentsModule.forRoot(simulator.options),
      ...(imports as []),
    ],
    providers: [InvoiceTotals],
  }).compile();
  const application = await testing.init();
  onTestFinished(() => application.close());
  return application;
}

beforeEach(async () => {
  warnings = [];
  const spy = vi
    .spyOn(Logger.prototype, 'warn')
    .mockImplementation((text) => void warnings.push(String(text)));
  onTestFinished(() => spy.mockRestore());
  simulator = await simulate({
    seed: {
      customers: [{ id: 'cus_1', name: 'Acme', email: 'billing@acme.example' }],
      invoices: [
        { id: 'inv_1', customer_id: 'cus_1', due_date: '2027-01-31', line_items: [{ amount: 89.5 }] },
      ],
    },
  });
});

it('runs beside the token service, as long as there are modules of both kinds', async () => {
  const application = await start(before.InvoicesModule, InvoicesModule);

  const [, ours, typed] = await Promise.all([
    application.get(before.InvoicesService, { strict: false }).total('inv_1'),
    application.get(InvoicesService, { strict: false }).total('inv_1'),
    application.get(InvoiceTotals).total('inv_1'),
  ]);

  expect([ours, typed]).toEqual([89.5, 89.5]);
  expect(simulator.journal.tokenRequests).toHaveLength(2);
  expect(warnings).toEqual([]);
});

it('says so while everything still goes through the HttpService of before', async () => {
  const testing = await Test.createTestingModule({
    imports: [
      ConfigModule.forRoot({ isGlobal: true, ignoreEnvFile: true, load: [variables] }),
      AlternativePaymentsModule.forRoot(simulator.options),
      before.InvoicesModule,
    ],
  }).compile();
  const application = await testing.init();
  onTestFinished(() => application.close());

  expect(await application.get(before.InvoicesService, { strict: false }).total('inv_1')).toBe(89.5);
  expect(warnings).toEqual([expect.stringContaining('nothing in this application uses')]);
});

it('replaces a revoked token once for all calls', async () => {
  const application = await start(InvoicesModule);
  const invoices = application.get(InvoicesService, { strict: false });
  await invoices.total('inv_1');
  const requests = simulator.journal.tokenRequests.length;
  simulator.revokeAllTokens();

  const totals = await Promise.all(Array.from({ length: 10 }, () => invoices.total('inv_1')));

  expect(new Set(totals)).toEqual(new Set([89.5]));
  expect(simulator.journal.tokenRequests).toHaveLength(requests + 1);
});

it('tells what is not there from what fails', async () => {
  const totals = (await start()).get(InvoiceTotals);
  expect(await totals.total('inv_of_nobody')).toBeUndefined();
  simulator.fault({ on: 'api', status: 501 });
  await expect(totals.total('inv_1')).rejects.toMatchObject({ code: 'API_UNAVAILABLE' });
});
