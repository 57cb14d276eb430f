import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { SamplingDecision } from '@opentelemetry/sdk-trace-node';
import axios from 'axios';
import { describe, expect, it } from 'vitest';
import { failureOf } from '../support/failure-of.js';
import { until } from '../support/fake-time.js';
import { startObserved } from '../support/observed.js';
import { startMeters, startSdk } from '../support/opentelemetry.js';
import { simulate } from '../support/simulator.js';

const CUSTOMER = { name: 'Acme', email: 'ap@acme.example' };
const DURATION = 'alternative_payments.client.call.duration';

describe('the span of a call', () => {
  it('is an internal one below that of its caller, with what is known of the call', async () => {
    const sdk = startSdk();
    const simulator = await simulate();
    const { client } = await startObserved(simulator.options);

    await trace.getTracer('host').startActiveSpan('caller', async (span) => {
      await client.customers.list();
      span.end();
    });

    const call = sdk.span('AlternativePayments customers.list');
    expect(call.parentSpanContext?.spanId).toBe(sdk.span('caller').spanContext().spanId);
    expect(call.kind).toBe(SpanKind.INTERNAL);
    expect(call.status).toEqual({ code: SpanStatusCode.UNSET });
    expect(call.instrumentationScope.name).toBe('nestjs-alternative-payments');
    expect(call.events).toEqual([]);
    expect(call.attributes).toEqual({
      'http.request.method': 'GET',
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(simulator.baseURL).port),
      'http.response.status_code': 200,
      'alternative_payments.account': 'default',
      'alternative_payments.environment': 'custom',
      'alternative_payments.operation': 'customers.list',
      'alternative_payments.call.attempts': 1,
      'alternative_payments.call.priority': 'ordinary',
      'alternative_payments.call.wait.token': expect.any(Number),
      'alternative_payments.call.wait.slot': expect.any(Number),
      'alternative_payments.call.wait.pause': 0,
    });
  });

  it('says how often the call was sent, and has no error if the last attempt succeeds', async () => {
    const sdk = startSdk();
    const simulator = await simulate();
    const { http } = await startObserved(simulator.options);
    simulator.fault({ on: 'GET /customers', times: 2, status: 503 });

    await http.get('/customers');

    const { attributes, status } = sdk.span('AlternativePayments GET');
    expect(attributes).toMatchObject({
      'alternative_payments.call.attempts': 3,
      'http.response.status_code': 200,
    });
    expect(attributes['alternative_payments.call.wait.pause']).toBeGreaterThan(0);
    expect(attributes).not.toHaveProperty('error.type');
    expect(status).toEqual({ code: SpanStatusCode.UNSET });
  });

  it('has the wait for a slot and for a token', async () => {
    const sdk = startSdk();
    const simulator = await simulate();
    simulator.fault({ on: 'POST /oauth/token', delayMs: 30 });
    const { http } = await startObserved({
      ...simulator.options,
      warmUp: false,
      pacing: { requests: 2, perMilliseconds: 200 },
    });

    await Promise.all([http.get('/customers'), http.get('/customers'), http.get('/customers')]);

    const waits = (of: string): unknown[] =>
      sdk
        .spans()
        .filter(({ name }) => name === 'AlternativePayments GET')
        .map(({ attributes }) => attributes[`alternative_payments.call.wait.${of}`]);
    expect(waits('token').every((one) => Number(one) > 0)).toBe(true);
    expect(waits('slot').some((one) => Number(one) > 0)).toBe(true);
    const waited = await sdk.points('alternative_payments.client.call.wait.duration');
    expect(waited.map(({ attributes }) => attributes)).toEqual(
      expect.arrayContaining([
        {
          'alternative_payments.account': 'default',
          'alternative_payments.wait.reason': 'slot',
          'alternative_payments.call.priority': 'ordinary',
        },
      ]),
    );
  });

  it('never shows the path', async () => {
    const sdk = startSdk();
    const simulator = await simulate();
    const { http } = await startObserved(simulator.options);

    await failureOf(
      http.get('/customers/cus_4711?company_name=Secretive', { headers: { 'X-Own': 'hidden' } }),
    );

    const all = JSON.stringify([
      sdk.spans().map(({ name, attributes, links }) => [name, attributes, links]),
      await sdk.collect(),
    ]);
    for (const word of ['cus_4711', 'Secretive', 'company_name', 'hidden', '/customers'])
      expect(all).not.toContain(word);
  });

  it('ends with the headers of an answer that streams', async () => {
    const sdk = startSdk();
    const simulator = await simulate();
    const { http } = await startObserved(simulator.options);

    const { data } = await http.get<NodeJS.ReadableStream>('/customers', { responseType: 'stream' });

    expect(sdk.span('AlternativePayments GET').ended).toBe(true);
    data.resume();
  });

  it('is not built up where nothing is sampled, while metrics go on', async () => {
    const sdk = startSdk({
      sampler: { shouldSample: () => ({ decision: SamplingDecision.NOT_RECORD }), toString: () => 'none' },
    });
    const simulator = await simulate();
    const { http } = await startObserved(simulator.options);

    await http.get('/customers');

    expect(sdk.spans()).toEqual([]);
    expect(await sdk.points(DURATION)).toHaveLength(1);
  });
});

describe('a call that fails', () => {
  const FAILURES: Array<
    [
      what: string,
      make: () => Promise<{ errorType: string | undefined; run: () => Promise<unknown>; more?: object }>,
    ]
  > = [
    [
      'of 404',
      async () => {
        const { http } = await startObserved((await simulate()).options);
        return {
          errorType: '404',
          run: () => http.get('/customers/missing'),
          more: { 'http.response.status_code': 404 },
        };
      },
    ],
    [
      'of a lost connection',
      async () => {
        const simulator = await simulate();
        simulator.fault({ on: 'GET /customers', reset: true });
        const { http } = await startObserved({ ...simulator.options, calls: { retries: 0 } });
        return { errorType: 'ECONNRESET', run: () => http.get('/customers') };
      },
    ],
    [
      'of a full queue',
      async () => {
        const simulator = await simulate();
        simulator.fault({ on: 'GET /customers', delayMs: 200 });
        const { http } = await startObserved({
          ...simulator.options,
          pacing: { requests: 1, perMilliseconds: 60_000, queue: 1 },
          calls: { timeoutMs: 500 },
        });
        return {
          errorType: 'RATE_QUEUE_FULL',
          run: async () => {
            const others = [http.get('/customers'), http.get('/customers')].map((one) => failureOf(one));
            const failure = await failureOf(http.head('/customers'));
            await Promise.all(others);
            throw failure;
          },
        };
      },
    ],
    [
      'of its time limit',
      async () => {
        const simulator = await simulate();
        simulator.fault({ on: 'GET /customers', hang: true });
        const { http } = await startObserved({ ...simulator.options, calls: { timeoutMs: 50 } });
        return { errorType: 'CALL_TIMED_OUT', run: () => http.get('/customers') };
      },
    ],
    [
      'of a redirect',
      async () => {
        const simulator = await simulate();
        simulator.fault({ on: 'GET /customers', redirect: 'https://elsewhere.example' });
        const { http } = await startObserved(simulator.options);
        return { errorType: 'REDIRECT_REFUSED', run: () => http.get('/customers') };
      },
    ],
    [
      'of a foreign origin',
      async () => {
        const { http } = await startObserved((await simulate()).options);
        return { errorType: 'FOREIGN_ORIGIN', run: () => http.get('https://elsewhere.example/customers') };
      },
    ],
    [
      'of a token endpoint that is away',
      async () => {
        const simulator = await simulate();
        simulator.fault({ on: 'POST /oauth/token', status: 503 });
        const { http } = await startObserved({ ...simulator.options, calls: { timeoutMs: 100, retries: 0 } });
        return { errorType: 'TOKEN_ENDPOINT_UNAVAILABLE', run: () => http.get('/customers') };
      },
    ],
    [
      'of refused credentials',
      async () => {
        const simulator = await simulate();
        const { http } = await startObserved({ ...simulator.options, clientSecret: 'wrong' });
        return { errorType: 'CREDENTIALS_REJECTED', run: () => http.get('/customers') };
      },
    ],
    [
      'of the end of the application',
      async () => {
        const simulator = await simulate();
        simulator.fault({ on: 'GET /customers', hang: true });
        const { http, application } = await startObserved(simulator.options);
        return {
          errorType: 'ACCOUNT_CLOSED',
          run: async () => {
            const failure = failureOf(http.get('/customers'));
            await simulator.journal.waitFor('GET /customers');
            await application.close();
            throw await failure;
          },
        };
      },
    ],
    [
      'of a code that an adapter of the host invents',
      async () => {
        const { http } = await startObserved((await simulate()).options);
        const adapter = () => Promise.reject(Object.assign(new Error('no'), { code: 'INVENTED_4711' }));
        return { errorType: '_OTHER', run: () => http.get('/customers', { adapter }) };
      },
    ],
    [
      'of a status that HTTP does not know',
      async () => {
        const { http } = await startObserved((await simulate()).options);
        const adapter = (config: object) =>
          Promise.resolve({
            status: 799,
            statusText: '',
            headers: {},
            data: {},
            config,
            request: {},
          } as never);
        return {
          errorType: undefined,
          run: () => http.get('/customers', { adapter }).then(() => Promise.reject(new Error())),
        };
      },
    ],
    [
      'of its caller, by a signal',
      async () => {
        const simulator = await simulate();
        simulator.fault({ on: 'GET /customers', hang: true });
        const { http } = await startObserved(simulator.options);
        const controller = new AbortController();
        return {
          errorType: undefined,
          run: async () => {
            const failure = failureOf(http.get('/customers', { signal: controller.signal }));
            await simulator.journal.waitFor('GET /customers');
            controller.abort();
            throw await failure;
          },
        };
      },
    ],
    [
      'of its caller, by a cancel token',
      async () => {
        const simulator = await simulate();
        simulator.fault({ on: 'GET /customers', hang: true });
        const { http } = await startObserved(simulator.options);
        const { token, cancel } = axios.CancelToken.source();
        return {
          errorType: undefined,
          run: async () => {
            const failure = failureOf(http.get('/customers', { cancelToken: token }));
            await simulator.journal.waitFor('GET /customers');
            cancel();
            throw await failure;
          },
        };
      },
    ],
  ];

  it.each(FAILURES)('%s says so in the same word on its span and in its metric', async (_what, make) => {
    const sdk = startSdk();
    const { errorType, run, more } = await make();
    await failureOf(run());

    const calls = sdk.spans().filter(({ name }) => /^AlternativePayments (GET|HEAD)$/.test(name));
    const failed = calls.filter(({ attributes }) => attributes['error.type'] === errorType);
    expect(failed.length).toBeGreaterThan(0);
    const code = errorType === undefined ? SpanStatusCode.UNSET : SpanStatusCode.ERROR;
    expect(failed.at(-1)?.status).toEqual({ code });
    expect(failed.at(-1)?.attributes).toMatchObject(more ?? {});
    const points = await sdk.points(DURATION);
    const types = points.map(({ attributes }) => attributes['error.type']);
    expect(types).toContain(errorType);
    const active = await sdk.points('alternative_payments.client.call.active');
    expect(active.map(({ value }) => value)).toEqual([0]);
  });

  it('by unsubscribing has no error', async () => {
    const sdk = startSdk();
    const simulator = await simulate();
    simulator.fault({ on: 'GET /customers', hang: true });
    const { service } = await startObserved(simulator.options);

    const subscription = service.get('/customers').subscribe();
    await simulator.journal.waitFor('GET /customers');
    subscription.unsubscribe();
    await until(() => sdk.spans().some(({ name }) => name === 'AlternativePayments GET'));

    const { attributes, status } = sdk.span('AlternativePayments GET');
    expect(attributes).not.toHaveProperty('error.type');
    expect(status.code).toBe(SpanStatusCode.UNSET);
  });

  it('without its outcome being known says so, unless it changes nothing', async () => {
    const sdk = startSdk();
    const simulator = await simulate();
    const { http, client } = await startObserved({ ...simulator.options, calls: { retries: 0 } });
    simulator.fault({ on: '* /customers', reset: true });

    await failureOf(client.customers.create(CUSTOMER));
    await failureOf(http.get('/customers'));

    const outcome = 'alternative_payments.outcome';
    expect(sdk.span('AlternativePayments customers.create').attributes).toMatchObject({
      [outcome]: 'unknown',
    });
    expect(sdk.span('AlternativePayments GET').attributes).not.toHaveProperty(outcome);
    const points = await sdk.points(DURATION);
    expect(points.map(({ attributes }) => [attributes['http.request.method'], attributes[outcome]])).toEqual(
      expect.arrayContaining([
        ['POST', 'unknown'],
        ['GET', undefined],
      ]),
    );
  });

  it('of a method that HTTP does not know is one of the others', async () => {
    const sdk = startSdk();
    const simulator = await simulate();
    const { http } = await startObserved(simulator.options);

    await failureOf(http.request({ method: 'INVENTED', url: '/customers' }));

    expect(sdk.span('AlternativePayments _OTHER').attributes['http.request.method']).toBe('_OTHER');
  });
});

describe('an answer that the caller accepts', () => {
  it.each([304, 404])('is no error: %s', async (status) => {
    const sdk = startSdk();
    const simulator = await simulate();
    const { http } = await startObserved(simulator.options);
    simulator.fault({ on: 'GET /customers', status });

    await http.get('/customers', { validateStatus: () => true });

    const span = sdk.span('AlternativePayments GET');
    expect(span.attributes).toMatchObject({ 'http.response.status_code': status });
    expect(span.attributes).not.toHaveProperty('error.type');
    expect(span.status.code).toBe(SpanStatusCode.UNSET);
  });
});

describe('the name of a tenant', () => {
  const platform = async (tenantOnSpans?: boolean) => {
    const sdk = startSdk();
    const { clientId, clientSecret, ...rest } = (await simulate()).options;
    const { tenants } = await startObserved(
      { ...rest, tenants: { resolve: () => ({ clientId, clientSecret }) } },
      { options: { tenantOnSpans } },
    );
    await tenants.client('partner-4711').customers.list();
    return sdk;
  };

  it('is on the spans of its calls and tokens, and on no metric', async () => {
    const sdk = await platform();

    const named = sdk
      .spans()
      .filter(({ attributes }) => attributes['alternative_payments.tenant'] === 'partner-4711');
    expect(named.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['AlternativePayments token', 'AlternativePayments customers.list']),
    );
    expect(JSON.stringify(await sdk.collect())).not.toContain('partner-4711');
  });

  it('is nowhere if the host does not want it', async () => {
    const sdk = await platform(false);

    expect(sdk.spans().length).toBeGreaterThan(1);
    const shown = JSON.stringify(sdk.spans().map(({ name, attributes, links }) => [name, attributes, links]));
    expect(shown).not.toContain('partner-4711');
  });
});

describe('an application', () => {
  it('works without an SDK', async () => {
    const simulator = await simulate();
    const { http } = await startObserved(simulator.options);
    simulator.fault({ on: 'GET /customers', times: 1, status: 503 });
    await http.get('/customers');
    simulator.revokeAllTokens();

    expect((await http.get('/customers')).status).toBe(200);
  });

  it('reports to meters that start after it', async () => {
    const simulator = await simulate();
    const { http } = await startObserved(simulator.options);
    await http.get('/customers');

    const meters = startMeters();
    await http.get('/customers');

    expect(await meters.points(DURATION)).toHaveLength(1);
    expect(await meters.points('alternative_payments.token.time_to_expiry')).toHaveLength(1);
  });

  it.each([[{ tenantsOnSpans: true }], [{ tenantOnSpans: 'no' }], ['yes'], [[]]])(
    'refuses the options %j',
    async (options) => {
      await expect(async () =>
        startObserved((await simulate()).options, { options: options as object }),
      ).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
      });
    },
  );
});
