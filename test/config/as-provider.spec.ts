import { HttpService } from '@nestjs/axios';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { Test } from '@nestjs/testing';
import {
  AlternativePaymentsModule,
  type AlternativePaymentsModuleAsyncOptions,
  type AlternativePaymentsModuleOptions,
  AlternativePaymentsTenants,
  alternativePaymentsConfig,
  alternativePaymentsConfigFor,
  getTokenServiceToken,
  InvalidOptionsError,
  InvalidRegistrationError,
  MemoryTokenStore,
  TokenService,
} from 'nestjs-alternative-payments';
import { afterEach, describe, expect, expectTypeOf, it, onTestFinished, vi } from 'vitest';
import { startApplication } from '../support/application.js';
import { simulate } from '../support/simulator.js';

const SECRET = 's3cr3t-value-that-must-not-show';
const STORE = Symbol('the store of the host');

/** What a host has in a module of its own. */
const store = new MemoryTokenStore();
@Module({ providers: [{ provide: STORE, useValue: store }], exports: [STORE] })
class Stores {}
@Global()
@Module({ providers: [{ provide: STORE, useValue: store }], exports: [STORE] })
class GlobalStores {}

/** Sets variables for one test, without their prefix. */
function given(variables: Record<string, string>): void {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(`ALTERNATIVE_PAYMENTS_${name}`, value);
}

const KEY = { CLIENT_ID: 'id-1', CLIENT_SECRET: SECRET, WARM_UP: 'false' };

async function givenSimulator(variables: Record<string, string> = KEY) {
  const simulator = await simulate({ clientId: 'id-1', clientSecret: SECRET });
  given({ BASE_URL: simulator.baseURL, ...variables });
  return simulator;
}

function start(
  options: AlternativePaymentsModuleAsyncOptions,
  ...more: Array<DynamicModule | typeof Stores>
) {
  const config = ConfigModule.forRoot({ isGlobal: true, ignoreEnvFile: true });
  return startApplication(config, ...more, AlternativePaymentsModule.forRootAsync(options));
}

/** Why the start fails with a factory that returns this. */
async function failureOf(returned: unknown): Promise<Error> {
  const useFactory = (): AlternativePaymentsModuleOptions => returned as AlternativePaymentsModuleOptions;
  const provider = alternativePaymentsConfig.asProvider({ useFactory });
  return (await start(provider).catch((reason: unknown) => reason)) as Error;
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('asProvider() with a factory', () => {
  it('adds what no variable can say, from what it injects', async () => {
    const simulator = await givenSimulator();
    const provider = alternativePaymentsConfig.asProvider({
      imports: [Stores],
      inject: [STORE, { token: 'NOBODY', optional: true }],
      useFactory: (tokens: MemoryTokenStore, nobody?: string) => ({
        tokenStore: { store: tokens, encryption: 'plaintext' },
        tenants: { resolve: () => ({ clientId: 'id-1', clientSecret: SECRET }) },
        http: { headers: { 'X-Nobody': String(nobody) } },
      }),
    });
    const application = await start(provider);

    await application.get(HttpService, { strict: false }).axiosRef.get('/customers');
    const { tokenService } = await application
      .get(AlternativePaymentsTenants, { strict: false })
      .get('partner-1');
    await tokenService.getToken();

    expect(simulator.journal.apiRequests[0]?.headers['x-nobody']).toBe('undefined');
    // The tenant has the same key, and found its token in the store.
    expect(simulator.journal.tokenRequests).toHaveLength(1);
  });

  it('waits for what it promises, and injects what is global', async () => {
    const simulator = await givenSimulator();
    const application = await start(
      alternativePaymentsConfig.asProvider({
        inject: [STORE],
        useFactory: (tokens: MemoryTokenStore) =>
          Promise.resolve({ http: { headers: { 'X-Store': tokens.constructor.name } } }),
      }),
      GlobalStores,
    );
    await application.get(HttpService, { strict: false }).axiosRef.get('/customers');
    expect(simulator.journal.apiRequests[0]?.headers['x-store']).toBe('MemoryTokenStore');
  });

  it('may give a part of a section of which a variable gives another', async () => {
    const simulator = await givenSimulator({ ...KEY, TIMEOUT_MS: '1234', PACING: 'true', SCOPE: 'a' });
    const application = await start(
      alternativePaymentsConfig.asProvider({
        useFactory: () => ({
          http: { headers: { 'X-Host': 'one' } },
          pacing: { requests: 1, queue: 0 },
          tokenRequest: { timeoutMs: 5_000 },
          clientId: undefined,
        }),
      }),
    );
    const { axiosRef } = application.get(HttpService, { strict: false });
    await axiosRef.get('/customers').catch(() => undefined);

    expect(axiosRef.defaults.timeout).toBe(1_234);
    expect(axiosRef.defaults.headers).toMatchObject({ 'X-Host': 'one' });
    expect(simulator.journal.tokenRequests[0]?.body).toContain('scope=a');
  });

  it('may give the API key, where no variable does', async () => {
    const simulator = await givenSimulator({ WARM_UP: 'false' });
    const application = await start(
      alternativePaymentsConfig.asProvider({
        useFactory: () => ({ credentials: () => ({ clientId: 'id-1', clientSecret: SECRET }) }),
      }),
    );
    await application.get(TokenService, { strict: false }).getToken();
    expect(simulator.journal.tokenRequests).toHaveLength(1);
  });

  it('works for a named account', async () => {
    const simulator = await simulate({ clientId: 'id-1', clientSecret: SECRET });
    given({ EU_1_BASE_URL: simulator.baseURL, EU_1_CLIENT_ID: 'id-1', EU_1_CLIENT_SECRET: SECRET });
    const application = await start({
      name: 'eu-1',
      ...alternativePaymentsConfigFor('eu-1').asProvider({ useFactory: () => ({ warmUp: 'required' }) }),
    });
    const tokens = application.get<TokenService>(getTokenServiceToken('eu-1'), { strict: false });
    expect(tokens.snapshot()).toMatchObject({ account: 'eu-1', state: 'valid' });
  });

  it('takes the variables as a test has overridden them', async () => {
    const simulator = await simulate({ clientId: 'id-1', clientSecret: SECRET });
    const provider = alternativePaymentsConfig.asProvider({ useFactory: () => ({ warmUp: 'required' }) });
    const testing = await Test.createTestingModule({
      imports: [AlternativePaymentsModule.forRootAsync(provider)],
    })
      .overrideProvider(alternativePaymentsConfig.KEY)
      .useValue(simulator.options)
      .compile();
    const application = await testing.init();
    onTestFinished(() => application.close());
    expect(simulator.journal.tokenRequests).toHaveLength(1);
  });

  it.each<[string, Record<string, string>, AlternativePaymentsModuleOptions, string, string]>([
    ['the secret', {}, { clientSecret: SECRET }, 'clientSecret', 'CLIENT_SECRET'],
    ['the same value', {}, { clientId: 'id-1' }, 'clientId', 'CLIENT_ID'],
    ['false', {}, { warmUp: 'required' }, 'warmUp', 'WARM_UP'],
    ['a part of a section', { TIMEOUT_MS: '1' }, { http: { timeout: 2 } }, 'http.timeout', 'TIMEOUT_MS'],
    ['a scope', { SCOPE: 'a' }, { tokenRequest: { scope: 'b' } }, 'tokenRequest.scope', 'SCOPE'],
    ['a section that is off', { PACING: 'false' }, { pacing: { queue: 1 } }, 'pacing', 'PACING'],
    ['a section that is on', { PACING: 'true' }, { pacing: false }, 'pacing', 'PACING'],
  ])('refuses %s from both places, and names both', async (_what, variables, options, path, variable) => {
    given({ ENVIRONMENT: 'demo', ...KEY, ...variables });
    const error = await failureOf(options);
    expect(error).toBeInstanceOf(InvalidOptionsError);
    expect((error as InvalidOptionsError).problems).toEqual([
      `"${path}" is given twice, by the variable ALTERNATIVE_PAYMENTS_${variable} and by the useFactory of asProvider(). Give it in one place.`,
    ]);
    expect(error.message).not.toContain(SECRET);
  });

  it('names what is missing by its variable, and what is wrong by where it was given', async () => {
    given({ ENVIRONMENT: 'prod', CLIENT_ID: 'id-1', CLIENT_SECRET: '' });
    const { message } = await failureOf({ pacing: { requests: 0 }, store: SECRET });
    expect(message).toContain('ALTERNATIVE_PAYMENTS_ENVIRONMENT is "prod"');
    expect(message).toContain('ALTERNATIVE_PAYMENTS_CLIENT_SECRET is missing');
    expect(message).toContain('"pacing" has "requests" 0');
    expect(message).toContain('"store" is not an option');
    expect(message).not.toContain(SECRET);
  });

  it('says which variable cannot be read', async () => {
    given({ ENVIRONMENT: 'demo', ...KEY, TIMEOUT_MS: '20s' });
    expect((await failureOf({})).message).toContain('ALTERNATIVE_PAYMENTS_TIMEOUT_MS is "20s"');
  });

  it.each([
    ['undefined', undefined],
    ['null', null],
    ['an array', [SECRET]],
    ['text', SECRET],
    ['false', false],
  ])('says so when it returns %s', async (shown, returned) => {
    given({ ENVIRONMENT: 'demo', ...KEY });
    const error = await failureOf(returned);
    expect(error).toBeInstanceOf(InvalidOptionsError);
    expect(error.message).toContain(`The useFactory of asProvider() returned ${shown}. Return an object`);
    expect(error.message).not.toContain(SECRET);
  });

  it('fails the start with the error that it throws or rejects with', async () => {
    given({ ENVIRONMENT: 'demo', ...KEY });
    const error = new Error('the vault is sealed');
    const throwing = alternativePaymentsConfig.asProvider({
      useFactory: () => {
        throw error;
      },
    });
    const rejecting = alternativePaymentsConfig.asProvider({ useFactory: () => Promise.reject(error) });
    await expect(start(throwing)).rejects.toBe(error);
    await expect(start(rejecting)).rejects.toBe(error);
  });

  it.each([
    ['something to inject and no factory', { inject: [STORE] }],
    ['a factory that is no function', { useFactory: {} }],
  ])('refuses %s', (_what, extras) => {
    expect(() => alternativePaymentsConfig.asProvider(extras as never)).toThrow(InvalidRegistrationError);
  });
});

describe('asProvider() without a factory', () => {
  it('is what registerAs() makes of a namespace, which ConfigService knows', async () => {
    given({ ENVIRONMENT: 'demo', ...KEY });
    const application = await startApplication(
      ConfigModule.forRoot({ isGlobal: true, ignoreEnvFile: true, load: [alternativePaymentsConfig] }),
      AlternativePaymentsModule.forRootAsync(alternativePaymentsConfig.asProvider()),
    );
    const config = application.get(ConfigService, { strict: false });
    expect(config.get('alternativePayments.clientId')).toBe('id-1');
    expect(application.get(alternativePaymentsConfig.KEY, { strict: false })).toMatchObject({
      environment: 'demo',
    });
  });
});

it('is checked by the compiler', () => {
  const config = alternativePaymentsConfig;
  expectTypeOf(config.asProvider()).toExtend<AlternativePaymentsModuleAsyncOptions>();
  expectTypeOf(config.asProvider({})).toExtend<AlternativePaymentsModuleAsyncOptions>();
  const provider = config.asProvider({
    inject: [STORE],
    useFactory: (_one: MemoryTokenStore, _two?: number) => ({}),
  });
  expectTypeOf(provider).toExtend<AlternativePaymentsModuleAsyncOptions>();
  expectTypeOf({ name: 'eu-1', ...provider }).toExtend<AlternativePaymentsModuleAsyncOptions>();
  // @ts-expect-error: it returns options and nothing else.
  void (() => config.asProvider({ useFactory: () => ({ warmUp: 'later' }) }));
  // @ts-expect-error: it returns something.
  void (() => config.asProvider({ useFactory: () => undefined }));
  // @ts-expect-error: a class is of no use here.
  void (() => config.asProvider({ useClass: Stores }));
});
