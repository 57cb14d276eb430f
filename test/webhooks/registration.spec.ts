import { inspect } from 'node:util';
import { Inject, Injectable, Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { LazyModuleLoader, ModulesContainer, NestFactory } from '@nestjs/core';
import { AlternativePaymentsModule, InvalidRegistrationError } from 'nestjs-alternative-payments';
import {
  AlternativePaymentsWebhooksModule,
  alternativePaymentsWebhooksConfig,
  alternativePaymentsWebhooksConfigFor,
  type AlternativePaymentsWebhooksOptions,
  getWebhookDispatcherToken,
  MemoryDeliveryStore,
  WebhookDispatcher,
} from 'nestjs-alternative-payments/webhooks';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { until } from '../support/fake-time.js';
import { failureOf } from '../support/failure-of.js';
import { formsOf } from '../support/secret-scan.js';
import { ACCOUNT, delivery, LogLines, Recorder, receiverOf, SECRET } from '../support/webhooks.js';

afterEach(() => {
  vi.unstubAllEnvs();
});

const VARIABLE = 'ALTERNATIVE_PAYMENTS_WEBHOOK_SECRETS';

function rootOf(...imports: Parameters<typeof Module>[0]['imports'] & object) {
  class Root {}
  Module({ imports: [AlternativePaymentsModule.forRoot(ACCOUNT), ...imports], providers: [Recorder] })(Root);
  return Root;
}

async function contextOf(...imports: Parameters<typeof rootOf>) {
  const logs = new LogLines();
  const application = await NestFactory.createApplicationContext(rootOf(...imports), {
    logger: logs,
    abortOnError: false,
  });
  onTestFinished(() => application.close());
  return { application, logs };
}

async function receiver(...imports: Parameters<typeof rootOf>) {
  const one = await receiverOf(rootOf(...imports));
  onTestFinished(() => one.application.close());
  return one;
}

const withOptions = (options: object) =>
  failureOf(contextOf(AlternativePaymentsWebhooksModule.forRoot({ secrets: SECRET, ...options })));

describe('options that stop the start', () => {
  it.each<[object, RegExp]>([
    [{ answerWithinMs: 0 }, /"answerWithinMs" is 0/],
    [{ answerWithinMs: '5000' }, /"answerWithinMs" is "5000"/],
    [{ maxBodyBytes: 1.5 }, /"maxBodyBytes" is 1.5/],
    [{ handOver: 'queue' }, /"handOver" is text. It must be a function/],
    [{ deduplicateBy: {} }, /"deduplicateBy" is an object. It must be a function/],
    [{ store: {} }, /"store" has no claim, markHandler, complete, release/],
    [{ secret: SECRET }, /"secret" is not an option/],
    [{ subscriptions: 'check' }, /"subscriptions" is "check"/],
    [{ subscriptions: { mode: 'reconcile', endpointUrl: 'https://x.example/y' } }, /"mode" "reconcile"/],
    [{ subscriptions: { endpointUrl: 'https://x.example/y' } }, /needs "mode"/],
    [{ subscriptions: { mode: 'check' } }, /needs "endpointUrl"/],
    [{ subscriptions: { mode: 'check', endpointUrl: 'x.example/y' } }, /no scheme.*"https:/],
    [
      { subscriptions: { mode: 'check', endpointUrl: 'http://x.example/y' } },
      /http: would show the secret.*begins with "https:/,
    ],
    [{ subscriptions: { mode: 'check', endpointUrl: 'https://a:b@x.example/y' } }, /user or password/],
    [
      { subscriptions: { mode: 'check', endpointUrl: 'https://x.example/y', topics: ['x'] } },
      /"topics" that are unknown/,
    ],
    [{ route: false, subscriptions: { mode: 'check', endpointUrl: 'https://x.example/y' } }, /needs a route/],
    [
      { path: 'hooks/:tenant', subscriptions: { mode: 'check', endpointUrl: 'https://x.example/y' } },
      /path with ":tenant".*the tenant's client/,
    ],
  ])('%j', async (options, problem) => {
    const failure = await withOptions(options);
    expect(failure).toMatchObject({ code: 'INVALID_OPTIONS' });
    expect(failure.message).toMatch(/^The webhook options of Alternative Payments account "default"/);
    expect(failure.message).toMatch(problem);
  });

  it('are named all at once, and so are those that belong beside the factory', async () => {
    const options = { path: 'x', answerWithinMs: -1 } as AlternativePaymentsWebhooksOptions;
    const failure = await failureOf(
      contextOf(AlternativePaymentsWebhooksModule.forRootAsync({ useFactory: () => options })),
    );
    for (const problem of [/"secrets" is missing/, /"answerWithinMs"/, /"path" stands beside "useFactory"/])
      expect(failure.message).toMatch(problem);
    const none = contextOf(
      AlternativePaymentsWebhooksModule.forRootAsync({ useFactory: () => undefined as never }),
    );
    expect((await failureOf(none)).message).toMatch(/No options were given \(undefined\)/);
  });

  it.each<object>([
    { answerWithinMs: false },
    { subscriptions: false },
    { store: new MemoryDeliveryStore() },
    { handOver: undefined, deduplicateBy: () => 'x' },
  ])('are not %j', async (options) => {
    const start = contextOf(AlternativePaymentsWebhooksModule.forRoot({ secrets: SECRET, ...options }));
    await expect(start).resolves.toBeDefined();
  });
});

describe('a registration that cannot work', () => {
  it.each<object>([
    { path: '' },
    { path: '/' },
    { path: 'hooks/*rest' },
    { path: 'hooks/:other' },
    { path: ':tenant/:tenant' },
    { path: 'a//b' },
    { path: 'a b' },
    { path: 7 },
    { account: 'eu 1' },
    { decorators: ['Public'] },
    { route: 'false' },
  ])('is refused: %j', (registration) => {
    const call = () => AlternativePaymentsWebhooksModule.forRoot({ secrets: SECRET, ...registration });
    expect(call).toThrow(InvalidRegistrationError);
  });

  it('is refused without a factory', () => {
    for (const options of [undefined, {}, { useFactory: {} }]) {
      const call = () => AlternativePaymentsWebhooksModule.forRootAsync(options as never);
      expect(call).toThrow(/needs useFactory/);
    }
  });

  it('names an account that is not registered', async () => {
    const failure = await withOptions({ account: 'eu-1' });
    expect(failure).toMatchObject({ code: 'INVALID_REGISTRATION' });
    expect(failure.message).toMatch(/account "eu-1", which is not registered.*forRootAsync\(\{ name: 'eu-1'/);
    class Alone {}
    Module({ imports: [AlternativePaymentsWebhooksModule.forRoot({ secrets: SECRET })] })(Alone);
    const alone = NestFactory.createApplicationContext(Alone, { logger: false, abortOnError: false });
    expect((await failureOf(alone)).message).toMatch(/account "default", which is not registered/);
  });

  it('is refused in a module that is loaded lazily', async () => {
    const { application } = await contextOf();
    class Lazy {}
    Module({ imports: [AlternativePaymentsWebhooksModule.forRoot({ route: false })] })(Lazy);
    const loading = application.get(LazyModuleLoader).load(() => Lazy);
    expect((await failureOf(loading)).message).toMatch(/loaded lazily/);
  });
});

describe('a worker without a route', () => {
  const event = { version: 1, id: 'e', account: 'default', receivedAt: '', body: { topic: 'x' } } as const;

  it('needs no secrets, has no route, and ends what it does before it closes', async () => {
    const { application, post, recorder } = await receiver(
      AlternativePaymentsWebhooksModule.forRoot({ route: false }),
    );
    expect((await post({ body: delivery('x') })).status).toBe(404);
    const dispatcher = application.get(WebhookDispatcher, { strict: false });
    await expect(dispatcher.sync()).rejects.toThrow(/needs the option "subscriptions"/);
    let open = (): void => undefined;
    const passed = new Promise<void>((resolve) => (open = resolve));
    recorder.handle = () => passed;
    const order: string[] = [];
    const dispatched = dispatcher.dispatch(event).then((result) => order.push(result));
    await until(() => recorder.events.length === 1);
    const closing = application.close().then(() => order.push('closed'));
    await new Promise((resolve) => setImmediate(resolve));
    open();
    await Promise.all([dispatched, closing]);
    expect(order).toEqual(['handled', 'closed']);
  });

  it('is injected in every module, by class or by the name of its account', async () => {
    @Injectable()
    class Work {
      constructor(
        @Inject(WebhookDispatcher) readonly ofDefault: WebhookDispatcher,
        @Inject(getWebhookDispatcherToken('eu')) readonly ofEu: WebhookDispatcher,
      ) {}
    }
    class Feature {}
    Module({ providers: [Work] })(Feature);
    const { application } = await contextOf(
      Feature,
      AlternativePaymentsModule.forRoot({ ...ACCOUNT, name: 'eu' }),
      AlternativePaymentsWebhooksModule.forRoot({ account: 'eu', route: false }),
      AlternativePaymentsWebhooksModule.forRoot({ route: false }),
    );
    const { ofDefault, ofEu } = application.get(Work, { strict: false });
    expect(await ofDefault.dispatch(event)).toBe('handled');
    expect(await ofEu.dispatch({ ...event, account: 'eu' })).toBe('handled');
    await expect(ofEu.dispatch(event)).rejects.toThrow(/dispatcher is that of account "eu"/);
  });
});

it('says in production that memory forgets, unless a store was given', async () => {
  vi.stubEnv('NODE_ENV', 'production');
  const forgetful = await contextOf(AlternativePaymentsWebhooksModule.forRoot({ secrets: SECRET }));
  expect(forgetful.logs.own.join('\n')).toMatch(
    /warn Deliveries are remembered in the memory of this process alone/,
  );
  const store = new MemoryDeliveryStore();
  const other = await contextOf(AlternativePaymentsWebhooksModule.forRoot({ secrets: SECRET, store }));
  expect(other.logs.own.join('\n')).not.toMatch(/memory/);
});

describe('the configuration', () => {
  const config = ConfigModule.forRoot({ isGlobal: true, ignoreEnvFile: true });

  it('reads the secrets, the newest first', async () => {
    vi.stubEnv(VARIABLE, `the-newest-of-the-secrets, ${SECRET}`);
    const { post } = await receiver(
      config,
      AlternativePaymentsWebhooksModule.forRootAsync(alternativePaymentsWebhooksConfig.asProvider()),
    );
    for (const secret of [SECRET, 'the-newest-of-the-secrets'])
      expect((await post({ secret, body: delivery('x') })).status).toBe(200);
  });

  it('reads those of a named account from a variable of its own', async () => {
    vi.stubEnv('ALTERNATIVE_PAYMENTS_EU_1_WEBHOOK_SECRETS', SECRET);
    const { post, recorder } = await receiver(
      config,
      AlternativePaymentsModule.forRoot({ ...ACCOUNT, name: 'eu-1' }),
      AlternativePaymentsWebhooksModule.forRootAsync({
        account: 'eu-1',
        ...alternativePaymentsWebhooksConfigFor('eu-1').asProvider(),
      }),
    );
    expect((await post({ body: delivery('x') })).status).toBe(200);
    expect(recorder.events[0]?.account).toBe('eu-1');
    expect(alternativePaymentsWebhooksConfigFor('default')).toBe(alternativePaymentsWebhooksConfig);
    expect(() => alternativePaymentsWebhooksConfigFor('eu 1')).toThrow(InvalidRegistrationError);
  });

  it('is completed by a factory', async () => {
    vi.stubEnv(VARIABLE, SECRET);
    const handed: string[] = [];
    const provider = alternativePaymentsWebhooksConfig.asProvider({
      imports: [
        { module: class Queues {}, providers: [{ provide: 'QUEUE', useValue: handed }], exports: ['QUEUE'] },
      ],
      inject: ['QUEUE'],
      useFactory: (queue: string[]) => ({ handOver: ({ id }) => queue.push(id) }),
    });
    const { post } = await receiver(config, AlternativePaymentsWebhooksModule.forRootAsync(provider));
    expect((await post({ body: delivery('x', { idempotency_key: 'k' }) })).status).toBe(200);
    expect(handed).toEqual(['k']);
  });

  it.each<[string, string | undefined, RegExp]>([
    ['is missing', undefined, /"secrets" is missing.*ALTERNATIVE_PAYMENTS_WEBHOOK_SECRETS/],
    ['is empty', '', /"secrets" is missing.*ALTERNATIVE_PAYMENTS_WEBHOOK_SECRETS/],
    [
      'has a short one',
      `${SECRET},short`,
      /^  - ALTERNATIVE_PAYMENTS_WEBHOOK_SECRETS cannot be used; in place 2: it is shorter/m,
    ],
    [
      'ends with a comma',
      `${SECRET},`,
      /ALTERNATIVE_PAYMENTS_WEBHOOK_SECRETS cannot be used; in place 2: it is empty/,
    ],
    [
      'ends with a line break',
      `${SECRET}\n`,
      /ALTERNATIVE_PAYMENTS_WEBHOOK_SECRETS cannot be used; it contains white space/,
    ],
  ])('stops the start if the variable %s', async (_, value, problem) => {
    vi.stubEnv(VARIABLE, value);
    const failure = await failureOf(
      contextOf(
        config,
        AlternativePaymentsWebhooksModule.forRootAsync(alternativePaymentsWebhooksConfig.asProvider()),
      ),
    );
    expect(failure).toMatchObject({ code: 'INVALID_OPTIONS' });
    expect(failure.message).toMatch(problem);
    expect(failure.message).not.toContain(SECRET);
  });

  it('refuses secrets that are given twice, and a factory that is none', async () => {
    vi.stubEnv(VARIABLE, SECRET);
    const start = (useFactory: () => unknown) =>
      failureOf(
        contextOf(
          config,
          AlternativePaymentsWebhooksModule.forRootAsync(
            alternativePaymentsWebhooksConfig.asProvider({ useFactory: useFactory as never }),
          ),
        ),
      );
    expect((await start(() => ({ secrets: SECRET }))).message).toMatch(/"secrets" are given twice/);
    expect((await start(() => 'text')).message).toMatch(/asProvider\(\) returned text/);
    expect(() => alternativePaymentsWebhooksConfig.asProvider({ inject: ['QUEUE'] })).toThrow(
      InvalidRegistrationError,
    );
  });

  it('shows its secrets in no print', async () => {
    vi.stubEnv(VARIABLE, SECRET);
    const { application } = await contextOf(
      config,
      AlternativePaymentsWebhooksModule.forRootAsync(alternativePaymentsWebhooksConfig.asProvider()),
      AlternativePaymentsModule.forRoot({ ...ACCOUNT, name: 'eu' }),
      AlternativePaymentsWebhooksModule.forRoot({ account: 'eu', path: 'eu', secrets: [SECRET] }),
    );
    const instances = [...application.get(ModulesContainer).values()]
      .flatMap(({ providers }) => [...providers.values()])
      .filter(({ token }) => /webhook/i.test(String((token as { name?: string }).name ?? token)))
      .map(({ instance }) => instance as unknown);
    expect(instances.length).toBeGreaterThan(10);
    for (const instance of [...instances, alternativePaymentsWebhooksConfig()]) {
      const text = [inspect(instance, { depth: 8, showHidden: true }), JSON.stringify(plain(instance))].join(
        '\n',
      );
      for (const form of formsOf(SECRET)) expect(text).not.toContain(form);
    }
  });
});

/** Whatever of it is plain: Nest's own objects hold circles. */
function plain(instance: unknown): unknown {
  try {
    JSON.stringify(instance);
    return instance;
  } catch {
    return undefined;
  }
}
