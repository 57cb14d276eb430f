import { Test } from '@nestjs/testing';
import { ConfigModule } from '@nestjs/config';
import { ScheduleModule } from '@nestjs/schedule';
import { expect, it, onTestFinished } from 'vitest';
import { InvoicesModule, InvoicesService, PaymentsToken } from '../../docs/examples/token-service.js';
import { simulate } from '../support/simulator.js';

it('is what the migration begins with: it works, and replaces a token that was revoked', async () => {
  const simulator = await simulate({ seed: SEED });
  const variables = {
    PAYMENTS_URL: simulator.baseURL,
    PAYMENTS_CLIENT_ID: simulator.options.clientId,
    PAYMENTS_CLIENT_SECRET: simulator.options.clientSecret,
  };
  const testing = await Test.createTestingModule({
    imports: [
      ConfigModule.forRoot({ isGlobal: true, ignoreEnvFile: true, load: [() => variables] }),
      ScheduleModule.forRoot(),
      InvoicesModule,
    ],
  }).compile();
  const application = await testing.init();
  onTestFinished(() => application.close());
  const invoices = application.get(InvoicesService, { strict: false });

  expect(await invoices.total('inv_1')).toBe(89.5);
  simulator.revokeAllTokens();
  expect(await invoices.total('inv_1')).toBe(89.5);
  await application.get(PaymentsToken, { strict: false }).renew();
  expect(simulator.journal.tokenRequests).toHaveLength(3);
});

const SEED = {
  customers: [{ id: 'cus_1', name: 'Acme', email: 'billing@acme.example' }],
  invoices: [{ id: 'inv_1', customer_id: 'cus_1', due_date: '2027-01-31', line_items: [{ amount: 89.5 }] }],
};
