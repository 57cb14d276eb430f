import { Test } from '@nestjs/testing';
import * as main from 'nestjs-alternative-payments';
import manifest from 'nestjs-alternative-payments/package.json' with { type: 'json' };
import { RedisTokenStore, type RedisClient } from 'nestjs-alternative-payments/redis';
import { answerOf, pageOf, startSimulator } from 'nestjs-alternative-payments/testing';
import { expect, it } from 'vitest';
import { AppModule, BillingService, CustomersService } from '../src/app.module.js';

/** An account of which nothing is used. */
const nowhere = { environment: 'demo', clientId: 'id', clientSecret: 'secret', warmUp: false } as const;

it('calls the API with the tokens of two accounts', async () => {
  const simulator = await startSimulator({ seed: true });
  const testing = await Test.createTestingModule({ imports: [AppModule.on(simulator.options)] }).compile();
  const application = await testing.init();
  const service = application.get(CustomersService);

  expect((await service.list()).length).toBeGreaterThan(0);
  expect(service.tokenState()).toMatchObject({ account: 'default', state: 'valid', generation: 1 });
  expect(new Set(simulator.journal.apiRequests.map(({ token }) => token)).size).toBe(2);

  await application.close();
  await simulator.close();
});

it('fakes a list in five lines', async () => {
  const api = { customers: { list: () => pageOf([{ id: 'cus_1', name: 'Acme' }]) } };
  const testing = await Test.createTestingModule({ imports: [AppModule.on(nowhere)] })
    .overrideProvider(main.AlternativePaymentsClient)
    .useValue(api)
    .compile();

  expect(await testing.get(BillingService).namesOfCustomers()).toEqual(['Acme']);
});

it('fakes an answer', async () => {
  const api = { customers: { get: (id: string) => answerOf({ id, name: 'Acme' }) } };
  const testing = await Test.createTestingModule({ imports: [AppModule.on(nowhere)] })
    .overrideProvider(main.AlternativePaymentsClient)
    .useValue(api)
    .compile();

  expect(await testing.get(BillingService).nameOf('cus_1')).toBe('Acme');
});

it('opens the account of a tenant, without a store that is out of reach', async () => {
  const simulator = await startSimulator({ seed: true });
  const client: RedisClient = { eval: () => Promise.reject(new Error('connection lost')) };
  const module = main.AlternativePaymentsModule.forRoot({
    environment: 'demo',
    tenants: { resolve: () => simulator.options },
    tokenStore: { store: new RedisTokenStore(client), encryption: 'plaintext' },
  });
  const application = await (await Test.createTestingModule({ imports: [module] }).compile()).init();
  const { httpService, tokenService } = await application
    .get(main.AlternativePaymentsTenants)
    .get('partner-42');

  expect((await httpService.axiosRef.get('/customers')).status).toBe(200);
  expect(tokenService.snapshot()).toMatchObject({ account: 'default/partner-42', state: 'valid' });

  await application.close();
  await simulator.close();
});

it('offers its manifest and no deep imports', async () => {
  expect(manifest.name).toBe('nestjs-alternative-payments');
  expect(main.AlternativePaymentsModule.name).toBe('AlternativePaymentsModule');
  const inside: string = 'nestjs-alternative-payments/dist/lib/index.js';
  await expect(import(inside)).rejects.toThrow();
});
