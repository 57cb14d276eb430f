import type { INestApplicationContext } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import {
  AlternativePaymentsClient,
  AlternativePaymentsTenants,
  AlternativePaymentsModule,
  getHttpServiceToken,
} from 'nestjs-alternative-payments';
import manifest from 'nestjs-alternative-payments/package.json';
import { RedisTokenStore, type RedisClient } from 'nestjs-alternative-payments/redis';
import { answerOf, pageOf, startSimulator, type Simulator } from 'nestjs-alternative-payments/testing';
import { of } from 'rxjs';
import { AppModule, BillingService, CustomersService } from '../src/app.module';
import { HealthController, HealthModule } from '../src/health.module';

let simulator: Simulator;
let application: INestApplicationContext;

beforeEach(async () => {
  simulator = await startSimulator({ seed: true });
  process.env.ALTERNATIVE_PAYMENTS_BASE_URL = simulator.baseURL;
  process.env.ALTERNATIVE_PAYMENTS_CLIENT_ID = simulator.options.clientId;
  process.env.ALTERNATIVE_PAYMENTS_CLIENT_SECRET = simulator.options.clientSecret;
});

afterEach(async () => {
  await application.close();
  await simulator.close();
});

it('calls the API with a token', async () => {
  application = await (await Test.createTestingModule({ imports: [AppModule] }).compile()).init();
  const service = application.get(CustomersService);

  expect((await service.list()).length).toBeGreaterThan(0);
  expect(service.tokenState).toBe('valid');
  expect(application.get(SchedulerRegistry).getTimeouts()).toEqual([
    'AlternativePayments:default:token-refresh',
  ]);
});

it('lets a test replace HttpService', async () => {
  const fake = { get: () => of({ data: { data: ['a customer'] } }) };
  application = await Test.createTestingModule({ imports: [AppModule] })
    .overrideProvider(getHttpServiceToken())
    .useValue(fake)
    .compile();

  expect(await application.get(CustomersService).list()).toEqual(['a customer']);
  expect(simulator.journal.requests).toHaveLength(0);
});

it('fakes a list in five lines', async () => {
  const api = { customers: { list: () => pageOf([{ id: 'cus_1', name: 'Acme' }]) } };
  application = await Test.createTestingModule({ imports: [AppModule] })
    .overrideProvider(AlternativePaymentsClient)
    .useValue(api)
    .compile();

  expect(await application.get(BillingService).namesOfCustomers()).toEqual(['Acme']);
  expect(simulator.journal.requests).toHaveLength(0);
});

it('fakes an answer', async () => {
  const api = { customers: { get: (id: string) => answerOf({ id, name: 'Acme' }) } };
  application = await Test.createTestingModule({ imports: [AppModule] })
    .overrideProvider(AlternativePaymentsClient)
    .useValue(api)
    .compile();

  expect(await application.get(BillingService).nameOf('cus_1')).toBe('Acme');
});

it('opens the account of a tenant, without a store that is out of reach', async () => {
  const client: RedisClient = { eval: () => Promise.reject(new Error('connection lost')) };
  const module = AlternativePaymentsModule.forRoot({
    environment: 'demo',
    tenants: { resolve: () => simulator.options },
    tokenStore: { store: new RedisTokenStore(client), encryption: 'plaintext' },
  });
  application = await (await Test.createTestingModule({ imports: [module] }).compile()).init();
  const { httpService, tokenService } = await application.get(AlternativePaymentsTenants).get('partner-42');

  expect((await httpService.axiosRef.get('/customers')).status).toBe(200);
  expect(tokenService.snapshot()).toMatchObject({ account: 'default/partner-42', state: 'valid' });
});

it('tells Terminus how the account is', async () => {
  const imports = [AppModule, HealthModule];
  application = await (await Test.createTestingModule({ imports }).compile()).init();

  expect(await application.get(HealthController).check()).toMatchObject({
    status: 'ok',
    details: { 'alternative-payments': { status: 'up' } },
  });
});

it('offers its manifest and no deep imports', () => {
  expect(manifest.name).toBe('nestjs-alternative-payments');
  expect(() => require('nestjs-alternative-payments/dist/cjs/index.js')).toThrow();
});
