import { inspect } from 'node:util';
import { HttpService } from '@nestjs/axios';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { Module } from '@nestjs/common';
import { ModulesContainer, NestFactory, SerializedGraph } from '@nestjs/core';
import {
  AlternativePaymentsTenants,
  AlternativePaymentsModule,
  type AlternativePaymentsModuleOptions,
  alternativePaymentsConfig,
  TokenService,
} from 'nestjs-alternative-payments';
import { RedisRateBudget, RedisTokenStore } from 'nestjs-alternative-payments/redis';
import { firstValueFrom } from 'rxjs';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { startAccount, startApplication } from '../support/application.js';
import { GATEWAY, PROXY, SEAL, SECRET, secretOptions } from '../support/secret-options.js';
import { simulate } from '../support/simulator.js';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Everything that the ordinary ways of printing show of a value. */
function prints(value: unknown): string {
  return [inspect(value, { depth: 20, showHidden: true }), JSON.stringify(value), String(value)].join('\n');
}

/** Every way to print a value, also such as do not ask objects how they want to be shown. */
function allPrints(value: unknown): string {
  const ways = [true, false].flatMap((customInspect) =>
    [true, false].map((showHidden) => inspect(value, { depth: 12, customInspect, showHidden })),
  );
  return [...ways, JSON.stringify(value)].join('\n');
}

describe('no print of what Nest keeps shows a secret of the options', () => {
  const named = { name: 'eu-1', ...secretOptions() };
  it.each([
    ['forRoot', () => AlternativePaymentsModule.forRoot(secretOptions())],
    ['forRootAsync', () => AlternativePaymentsModule.forRootAsync({ useFactory: () => secretOptions() })],
    ['a named forRoot', () => AlternativePaymentsModule.forRoot(named)],
  ])('%s', async (_what, register) => {
    const application = await startApplication(register());
    const instances = [...application.get(ModulesContainer).values()]
      .flatMap((module) => [...module.providers.values()])
      .filter(({ token }) => /OPTIONS/.test(String(token)))
      .map(({ instance }) => instance as unknown);

    expect(instances).toHaveLength(2);
    for (const instance of instances) {
      for (const secret of [SECRET, GATEWAY, PROXY, SEAL]) expect(allPrints(instance)).not.toContain(secret);
      // A walk along everything that is listed, which calls what reads a property.
      expect(JSON.stringify(Object.entries(instance as object))).not.toContain(SECRET);
      expect(JSON.stringify(structuredCloneOf(instance))).not.toContain(GATEWAY);
    }
  });

  it('nor the graph that Nest keeps for its tools', async () => {
    @Module({ imports: [AlternativePaymentsModule.forRoot(secretOptions())] })
    class Root {}
    const application = await NestFactory.createApplicationContext(Root, { snapshot: true, logger: false });
    onTestFinished(() => application.close());
    const graph = application.get(SerializedGraph);
    for (const secret of [SECRET, GATEWAY, PROXY, SEAL]) expect(graph.toString()).not.toContain(secret);
  });

  it('while a host can use its options as before', async () => {
    vi.stubEnv('ALTERNATIVE_PAYMENTS_ENVIRONMENT', 'demo');
    vi.stubEnv('ALTERNATIVE_PAYMENTS_CLIENT_ID', 'id-1');
    vi.stubEnv('ALTERNATIVE_PAYMENTS_CLIENT_SECRET', SECRET);
    vi.stubEnv('ALTERNATIVE_PAYMENTS_WARM_UP', 'false');
    vi.stubEnv('ALTERNATIVE_PAYMENTS_TIMEOUT_MS', '4321');
    const application = await startApplication(
      ConfigModule.forRoot({ isGlobal: true, ignoreEnvFile: true, load: [alternativePaymentsConfig] }),
      AlternativePaymentsModule.forRootAsync({
        inject: [alternativePaymentsConfig.KEY],
        // A copy made by spreading has all that was configured.
        useFactory: (config: AlternativePaymentsModuleOptions) => ({ ...config, pacing: false }),
      }),
    );
    const options = application.get<AlternativePaymentsModuleOptions>(alternativePaymentsConfig.KEY, {
      strict: false,
    });
    const http = application.get(HttpService, { strict: false });

    expect({ ...options }.clientSecret).toBe(SECRET);
    expect(http.axiosRef.defaults.timeout).toBe(4_321);
    expect(inspect(application.get(ConfigService, { strict: false }), { depth: 12 })).toContain('[redacted]');
    for (const customInspect of [true, false])
      expect(inspect(options, { customInspect, showHidden: true })).not.toContain(SECRET);
  });

  it('and a print shows what is no secret', () => {
    const [provider] = (
      AlternativePaymentsModule.forRoot(secretOptions()).imports as Array<{
        providers: Array<{ useValue?: unknown }>;
      }>
    )
      .flatMap(({ providers }) => providers)
      .filter(({ useValue }) => useValue !== undefined);
    expect(JSON.parse(JSON.stringify(provider?.useValue))).toMatchObject({
      environment: 'demo',
      clientId: 'id-1',
      clientSecret: '[redacted]',
      tokenStore: { encryption: '[redacted]' },
      http: { timeout: 4_321, headers: '[redacted]', proxy: '[redacted]' },
    });
  });
});

/** What is left of an object when its listed properties are copied, all the way down. */
function structuredCloneOf(value: unknown): unknown {
  const plain = (one: unknown): unknown =>
    typeof one === 'object' && one !== null
      ? Object.fromEntries(
          Object.entries(one as object)
            .filter(([, part]) => typeof part !== 'function')
            .map(([name, part]) => [name, plain(part)]),
        )
      : one;
  return plain(value);
}

describe('no print shows the secret or the token', () => {
  it('of the options that come from the environment', async () => {
    vi.stubEnv('ALTERNATIVE_PAYMENTS_ENVIRONMENT', 'demo');
    vi.stubEnv('ALTERNATIVE_PAYMENTS_CLIENT_ID', 'id-1');
    vi.stubEnv('ALTERNATIVE_PAYMENTS_CLIENT_SECRET', SECRET);
    vi.stubEnv('ALTERNATIVE_PAYMENTS_WARM_UP', 'false');
    const application = await startApplication(
      ConfigModule.forRoot({ isGlobal: true, ignoreEnvFile: true }),
      AlternativePaymentsModule.forRootAsync(alternativePaymentsConfig.asProvider()),
    );

    const options = application
      .get(ConfigService, { strict: false })
      .get<{ clientSecret: string }>('alternativePayments');

    expect(options?.clientSecret).toBe(SECRET);
    expect(prints(options)).not.toContain(SECRET);
    expect(prints(options)).toContain('[redacted]');
  });

  it('of the keys that seal tokens, and of the password of a store', async () => {
    const simulator = await simulate();
    const client = { eval: () => Promise.resolve(null), password: SECRET };
    const application = await startApplication(
      AlternativePaymentsModule.forRoot({
        ...simulator.options,
        tokenStore: {
          store: new RedisTokenStore(client),
          encryption: { keys: [Buffer.from(SECRET.padEnd(32).slice(0, 32)).toString('hex')] },
        },
        pacing: { shared: new RedisRateBudget(client) },
        tenants: { resolve: () => simulator.options },
      }),
    );
    await application.get(AlternativePaymentsTenants, { strict: false }).get('one');
    const shown = [...application.get(ModulesContainer).values()]
      .flatMap((module) => [...module.providers.values()])
      .map(({ instance }) => inspect(instance, { depth: 6, showHidden: true }));
    for (const text of shown) {
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain(Buffer.from(SECRET).toString('hex').slice(0, 30));
      expect(text).not.toContain(simulator.options.clientSecret);
    }
  });

  it.each([
    ['forRoot', (options: never) => AlternativePaymentsModule.forRoot(options)],
    [
      'forRootAsync',
      (options: never) => AlternativePaymentsModule.forRootAsync({ useFactory: () => options }),
    ],
  ])('of what Nest keeps of the options of %s', async (_what, register) => {
    const simulator = await simulate({ clientSecret: SECRET });
    const application = await startApplication(register(simulator.options as never));

    const values = [...application.get(ModulesContainer).values()]
      .flatMap((module) => [...module.providers.values()])
      .map((provider) => provider.instance as unknown)
      .filter((value) => typeof value === 'object' && value !== null && 'clientSecret' in value);

    expect(values).toHaveLength(1);
    expect(prints(values[0])).not.toContain(SECRET);
  });

  it('of the services, before and after they were used', async () => {
    const simulator = await simulate({ clientSecret: SECRET });
    const { application, http, tokens } = await startAccount(simulator.options);
    const token = await tokens.getToken();
    await firstValueFrom(http.get('/customers'));

    for (const service of [TokenService, HttpService]) {
      const printed = inspect(application.get(service, { strict: false }), { depth: 20, showHidden: true });
      expect(printed).not.toContain(SECRET);
      expect(printed).not.toContain(token);
    }
    expect(prints(tokens.snapshot())).not.toContain(token);
    expect(prints(tokens.snapshot())).not.toContain(SECRET);
  });
});
