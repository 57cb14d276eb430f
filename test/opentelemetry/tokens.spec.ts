import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { MemoryTokenStore } from 'nestjs-alternative-payments';
import { describe, expect, it } from 'vitest';
import { failureOf } from '../support/failure-of.js';
import { until } from '../support/fake-time.js';
import { startObserved } from '../support/observed.js';
import { startSdk } from '../support/opentelemetry.js';
import { simulate } from '../support/simulator.js';

const TOKEN = 'AlternativePayments token';
const REQUESTS = 'alternative_payments.token.request.duration';

describe('the span of a token request', () => {
  it('is the root of a trace of its own, with a link to whoever caused it, once for all who wait', async () => {
    const sdk = startSdk();
    const simulator = await simulate();
    const { http } = await startObserved({ ...simulator.options, warmUp: false });

    const callers = Array.from({ length: 50 }, (_, number) =>
      trace
        .getTracer('host')
        .startActiveSpan(`caller ${number}`, (span) => http.get('/customers').finally(() => span.end())),
    );
    await Promise.all(callers);

    const token = sdk.span(TOKEN);
    const calls = sdk.spans().filter(({ name }) => name === 'AlternativePayments GET');
    expect(token.parentSpanContext).toBeUndefined();
    expect(token.kind).toBe(SpanKind.INTERNAL);
    expect(calls.map((call) => call.spanContext().traceId)).not.toContain(token.spanContext().traceId);
    expect(token.links.map(({ context }) => context.spanId)).toEqual([calls[0]?.spanContext().spanId]);
    expect(token.attributes).toEqual({
      'alternative_payments.account': 'default',
      'alternative_payments.environment': 'custom',
      'alternative_payments.token.reason': 'demand',
      'alternative_payments.token.source': 'endpoint',
    });
  });

  it('is linked to the call whose token was rejected', async () => {
    const sdk = startSdk();
    const simulator = await simulate();
    const { http } = await startObserved(simulator.options);
    await http.get('/customers');
    simulator.revokeAllTokens();

    await http.get('/invoices');

    const tokens = sdk.spans().filter(({ name }) => name === TOKEN);
    const call = sdk.spans().findLast(({ name }) => name === 'AlternativePayments GET')!;
    expect(call.attributes).toMatchObject({ 'alternative_payments.call.attempts': 2 });
    expect(tokens.map(({ attributes }) => attributes['alternative_payments.token.reason'])).toEqual([
      'demand',
      'invalidated',
    ]);
    expect(tokens[1]?.links.map(({ context }) => context.spanId)).toEqual([call.spanContext().spanId]);
    const resends = await sdk.points('alternative_payments.client.call.resends');
    expect(resends.map(({ attributes, value }) => [attributes, value])).toEqual([
      [
        {
          'alternative_payments.account': 'default',
          'http.request.method': 'GET',
          'alternative_payments.resend.reason': 'rejected_token',
        },
        1,
      ],
    ]);
  });

  it('of the schedule is linked to nobody, not even to the caller in whose time it is due', async () => {
    const sdk = startSdk();
    const simulator = await simulate({ tokenLifetimeSeconds: 2 });
    const { http } = await startObserved(simulator.options);
    const scheduled = () =>
      sdk.spans().filter(({ attributes }) => attributes['alternative_payments.token.reason'] === 'schedule');

    await trace.getTracer('host').startActiveSpan('caller', async (span) => {
      while (scheduled().length === 0) {
        await http.get('/customers');
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      span.end();
    });

    const [first] = scheduled();
    expect(first?.links).toEqual([]);
    expect(first?.parentSpanContext).toBeUndefined();
  });

  it('has the code of its failure, on the metric as well', async () => {
    const sdk = startSdk();
    const simulator = await simulate();
    const { tokens } = await startObserved({ ...simulator.options, warmUp: false });
    simulator.fault({ on: 'POST /oauth/token', status: 503 });

    await failureOf(tokens.refresh());

    const span = sdk.span(TOKEN);
    expect(span.attributes).toMatchObject({ 'error.type': 'TOKEN_ENDPOINT_UNAVAILABLE' });
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR });
    const points = await sdk.points(REQUESTS);
    expect(points.map(({ attributes }) => attributes)).toEqual([
      {
        'alternative_payments.account': 'default',
        'alternative_payments.token.reason': 'requested',
        'error.type': 'TOKEN_ENDPOINT_UNAVAILABLE',
      },
    ]);
  });

  it('says whether the token came from another process', async () => {
    const sdk = startSdk();
    const simulator = await simulate();
    const shared = {
      ...simulator.options,
      tokenStore: { store: new MemoryTokenStore(), encryption: 'plaintext' as const },
    };
    const first = await startObserved(shared);
    await first.http.get('/customers');
    const second = await startObserved(shared);
    await second.http.get('/customers');

    const sources = sdk
      .spans()
      .filter(({ name }) => name === TOKEN)
      .map(({ attributes }) => attributes['alternative_payments.token.source']);
    expect(sources).toEqual(['endpoint', 'store']);
    expect(simulator.journal.tokenRequests).toHaveLength(1);
  });
});

describe('the metrics of tokens', () => {
  it('count what was dropped and what expired', async () => {
    const sdk = startSdk();
    const simulator = await simulate({ tokenLifetimeSeconds: 1 });
    const { tokens } = await startObserved({ ...simulator.options, warmUp: false });
    const seen: string[] = [];
    tokens.events$.subscribe(({ type }) => seen.push(type));
    await tokens.getToken();
    simulator.fault({ on: 'POST /oauth/token', status: 503 });

    await until(() => seen.includes('expired'));

    const expired = await sdk.points('alternative_payments.token.expirations');
    expect(expired.map(({ value, attributes }) => [value, attributes])).toEqual([
      [1, { 'alternative_payments.account': 'default' }],
    ]);
    simulator.clearFaults();
    await tokens.refresh().catch(() => undefined);
    await until(() => tokens.snapshot().generation > 1);
    tokens.invalidate(await tokens.getToken());
    await until(() => seen.includes('invalidated'));
    const dropped = await sdk.points('alternative_payments.token.invalidations');
    expect(dropped.map(({ value }) => value)).toEqual([1]);
  });

  it('tell how long the token is still valid: nothing before the first one, and 0 where it is lost', async () => {
    const sdk = startSdk();
    const simulator = await simulate();
    const { tokens } = await startObserved({ ...simulator.options, warmUp: false });
    const left = async (): Promise<unknown[]> =>
      (await sdk.points('alternative_payments.token.time_to_expiry')).map(({ value }) => value);

    expect(await left()).toEqual([]);
    await tokens.getToken();

    const [seconds] = await left();
    expect(seconds).toBeGreaterThan(3_500);
    expect(seconds).toBeLessThanOrEqual(3_600);
    simulator.fault({ on: 'POST /oauth/token', status: 503 });
    await new Promise((resolve) => setTimeout(resolve, 0));
    tokens.invalidate(await tokens.getToken());
    await until(() => tokens.snapshot().secondsToExpiry === 0);
    expect(await left()).toEqual([0]);
  });

  it('have one series for each state, of which exactly one is 1', async () => {
    const sdk = startSdk();
    const simulator = await simulate();
    const { tokens } = await startObserved({ ...simulator.options, warmUp: false });
    const states = async (): Promise<unknown> =>
      Object.fromEntries(
        (await sdk.points('alternative_payments.token.status')).map(({ attributes, value }) => [
          attributes['alternative_payments.token.state'],
          value,
        ]),
      );
    const none = { idle: 0, valid: 0, degraded: 0, expired: 0, unavailable: 0, rejected: 0, closed: 0 };

    expect(await states()).toEqual({ ...none, idle: 1 });
    await tokens.getToken();
    expect(await states()).toEqual({ ...none, valid: 1 });
    simulator.fault({ on: 'POST /oauth/token', status: 503 });
    await failureOf(tokens.refresh());
    expect(await states()).toEqual({ ...none, degraded: 1 });
  });
});
