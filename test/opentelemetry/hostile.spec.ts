import { Logger, Module } from '@nestjs/common';
import { context, metrics, trace } from '@opentelemetry/api';
import type { Histogram } from '@opentelemetry/sdk-metrics';
import { AlternativePaymentsModule } from 'nestjs-alternative-payments';
import { AlternativePaymentsOpenTelemetryModule } from 'nestjs-alternative-payments/opentelemetry';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { failureOf } from '../support/failure-of.js';
import { startAccount, startWith } from '../support/application.js';
import { startObserved } from '../support/observed.js';
import { startSdk } from '../support/opentelemetry.js';
import { formsOf, formsOfCredentials, printsOf } from '../support/secret-scan.js';
import { simulate } from '../support/simulator.js';
import { delivery, SECRET, startReceiver } from '../support/webhooks.js';

const failing = (): never => {
  throw new Error('the SDK is broken');
};

const countOf = (value: number | Histogram): number => (typeof value === 'number' ? value : value.count);

/** Everything whose methods throw. */
const broken = new Proxy(Object.create(null) as object, {
  get: (_target, name) => (name === 'then' ? undefined : failing),
});

describe('an SDK that throws', () => {
  const SDKS: Record<string, () => void> = {
    'for its tracer': () => trace.setGlobalTracerProvider({ getTracer: failing }),
    'for each span': () =>
      trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan: failing, startActiveSpan: failing }) }),
    'for all that a span does': () =>
      trace.setGlobalTracerProvider({
        getTracer: () => ({ startSpan: () => broken as never, startActiveSpan: failing }),
      }),
    'for its meter': () => metrics.setGlobalMeterProvider({ getMeter: failing }),
    'for each instrument': () => metrics.setGlobalMeterProvider({ getMeter: () => broken as never }),
    'for each value': () =>
      metrics.setGlobalMeterProvider({
        getMeter: () => new Proxy(broken, { get: () => () => broken }) as never,
      }),
    'for its context': () =>
      context.setGlobalContextManager({
        active: failing,
        with: failing,
        bind: failing,
        enable: failing,
        disable: () => context,
      } as never),
  };

  it.each(Object.entries(SDKS))('%s changes nothing for the caller', async (_what, install) => {
    vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    onTestFinished(() => {
      vi.restoreAllMocks();
      for (const api of [trace, metrics, context]) api.disable();
    });
    install();
    const simulator = await simulate();
    const { client } = await startObserved(simulator.options);

    const customer = await client.customers.create({ name: 'Acme', email: 'ap@acme.example' });

    expect(customer.id).toBeTypeOf('string');
    expect(simulator.journal.find('POST /customers')).toHaveLength(1);
  });
});

describe('an application without the module', () => {
  it('asks OpenTelemetry for nothing', async () => {
    const tracer = vi.spyOn(trace, 'getTracer');
    const meter = vi.spyOn(metrics, 'getMeterProvider');
    onTestFinished(() => void vi.restoreAllMocks());
    const simulator = await simulate();
    const { http } = await startAccount(simulator.options);

    await http.axiosRef.get('/customers');

    expect(tracer).not.toHaveBeenCalled();
    expect(meter).not.toHaveBeenCalled();
  });
});

describe('everything that is exported', () => {
  it('holds neither a secret, a token, a client id, a path, a query nor a body', async () => {
    const lines: unknown[] = [];
    for (const level of ['log', 'error', 'warn', 'debug', 'verbose'] as const)
      vi.spyOn(Logger.prototype, level).mockImplementation((...parts: unknown[]) => void lines.push(parts));
    onTestFinished(() => void vi.restoreAllMocks());
    const sdk = startSdk();
    const simulator = await simulate();
    const { http, client, tokens } = await startObserved(simulator.options);
    const token = await tokens.getToken();
    await client.customers.create({ name: 'Quiet Company', email: 'quiet@company.example' });
    await client.customers.list({ company_name: 'Quiet Company' } as never).catch(() => undefined);
    await failureOf(http.get('/customers/cus_4711', { params: { hidden: 'query-of-the-caller' } }));
    simulator.fault({ on: 'POST /oauth/token', times: 1, status: 503, body: 'body-of-the-endpoint' });
    await failureOf(tokens.refresh());
    simulator.revokeAllTokens();
    await http.get('/customers');
    simulator.fault({ on: 'POST /customers', reset: true });
    await failureOf(http.post('/customers', { name: 'Lost Company' }));
    const { post } = await startReceiver({ imports: [AlternativePaymentsOpenTelemetryModule.forRoot()] });
    await post({ body: delivery('invoice_paid', { data: { note: 'body-of-the-vendor' } }) });
    await post({ body: delivery('invoice_paid'), secret: 'a-guess-of-somebody' });

    const exported = sdk
      .spans()
      .map(({ name, attributes, links, status, events }) => ({ name, attributes, links, status, events }));
    const printed = printsOf([exported, await sdk.collect()]);
    const { clientId, clientSecret } = simulator.options;
    const forms = [...formsOfCredentials(clientId, clientSecret), clientId, ...formsOf(token), SECRET];
    const others = [
      'Quiet Company',
      'quiet@company',
      'cus_4711',
      'query-of-the-caller',
      'body-of-the-endpoint',
      'Lost Company',
      'body-of-the-vendor',
      'a-guess-of-somebody',
      '/customers',
      'Bearer',
      'Authorization',
    ];
    expect(exported.length).toBeGreaterThan(8);
    expect([...forms, ...others].filter((one) => printed.includes(one))).toEqual([]);
    const logged = printsOf(lines);
    expect(
      [...forms, 'a-guess-of-somebody', 'body-of-the-vendor'].filter(
        (one) => one !== clientId && logged.includes(one),
      ),
    ).toEqual([]);
  });
});

describe('a module that is imported twice', () => {
  it('keeps the application from starting: one of the two would be ignored', async () => {
    const { options } = await simulate();
    const again = AlternativePaymentsOpenTelemetryModule.forRoot({ tenantOnSpans: false });

    await expect(startObserved({ ...options, warmUp: false }, { imports: [again] })).rejects.toMatchObject({
      code: 'INVALID_REGISTRATION',
      message: expect.stringContaining('imported 2 times'),
    });
  });

  it('is one module if it is made once', async () => {
    const { options } = await simulate();
    const once = AlternativePaymentsOpenTelemetryModule.forRoot();
    @Module({ imports: [once] })
    class Billing {}

    const imports = [AlternativePaymentsModule.forRoot({ ...options, warmUp: false }), once];

    await expect(startWith({}, ...imports, { module: Billing })).resolves.toBeDefined();
  });
});

describe('the address of a tenant', () => {
  const CALL = 'AlternativePayments customers.list';

  it.each([
    [true, ['127.0.0.2', '127.0.0.3', '127.0.0.4']],
    [false, ['_OTHER', '_OTHER', '_OTHER']],
  ])('makes no series, and is on spans as the tenant is: %s', async (tenantOnSpans, onSpans) => {
    const sdk = startSdk();
    const { clientId, clientSecret, ...rest } = (await simulate()).options;
    const { tenants } = await startObserved(
      {
        ...rest,
        tenants: {
          resolve: (tenant) => ({
            clientId,
            clientSecret,
            baseURL: `http://127.0.0.${tenant}:9`,
            warmUp: false,
          }),
        },
      },
      { options: { tenantOnSpans } },
    );

    for (const tenant of ['2', '3', '4']) await failureOf(tenants.client(tenant).customers.list());

    const points = await sdk.points('alternative_payments.client.call.duration');
    expect(points.map(({ attributes, value }) => [attributes['server.address'], countOf(value)])).toEqual([
      ['_OTHER', 3],
    ]);
    const calls = sdk.spans().filter(({ name }) => name === CALL);
    expect(calls.map(({ attributes }) => attributes['server.address'])).toEqual(onSpans);
  });
});
