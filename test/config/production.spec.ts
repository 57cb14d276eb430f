import { HttpService } from '@nestjs/axios';
import { type DynamicModule, Logger } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  AlternativePaymentsModule,
  type AlternativePaymentsModuleOptions,
} from 'nestjs-alternative-payments';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startApplication } from '../support/application.js';

const KEY = { clientId: 'id', clientSecret: 'secret', warmUp: false } as const;
const account = (name: string, options: AlternativePaymentsModuleOptions): DynamicModule =>
  AlternativePaymentsModule.forRoot({ ...KEY, ...options, name });

const warnings: string[] = [];

beforeEach(() => {
  warnings.length = 0;
  vi.spyOn(Logger.prototype, 'warn').mockImplementation((text) => void warnings.push(String(text)));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

it('is warned of once in a test, however many accounts are in it', async () => {
  await startApplication(
    account('demo', { environment: 'demo' }),
    account('default', { environment: 'production' }),
    account('eu', { baseURL: 'https://PUBLIC-API.alternativepayments.io:443/' }),
  );
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain('account "default", "eu" go to the production environment');
  expect(warnings[0]).toContain('environment "demo"');
});

it('is not warned of where there is no test', async () => {
  for (const NODE_ENV of ['production', 'development', '']) {
    vi.stubEnv('NODE_ENV', NODE_ENV);
    await startApplication(account('default', { environment: 'production' }));
  }
  expect(warnings).toEqual([]);
});

it('is not warned of where the account is elsewhere, or a test has put another one in its place', async () => {
  await startApplication(
    account('default', { environment: 'demo' }),
    account('eu', { baseURL: 'https://gateway.example' }),
  );
  const replaced = await Test.createTestingModule({
    imports: [AlternativePaymentsModule.forRoot({ ...KEY, environment: 'production' })],
  })
    .overrideProvider(HttpService)
    .useValue({})
    .compile();
  await replaced.init();
  await replaced.close();
  expect(warnings).toEqual([]);
});
