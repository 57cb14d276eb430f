import { diag, DiagLogLevel } from '@opentelemetry/api';
import type { DataPoint } from '@opentelemetry/sdk-metrics';
import { AlternativePaymentsModule } from 'nestjs-alternative-payments';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { until } from '../support/fake-time.js';
import { startObserved } from '../support/observed.js';
import { startMeters, startSdk } from '../support/opentelemetry.js';
import { simulate } from '../support/simulator.js';

const COUNT = 'alternative_payments.account.count';

/** What the SDK complains about. */
function complaints(): string[] {
  const said: string[] = [];
  const note = (...parts: unknown[]): number => said.push(parts.map(String).join(' '));
  const quiet = (): void => undefined;
  diag.setLogger({ error: note, warn: note, info: quiet, debug: quiet, verbose: quiet }, DiagLogLevel.WARN);
  onTestFinished(() => diag.disable());
  return said;
}

const byState = (points: readonly unknown[]): Record<string, number> =>
  Object.fromEntries(
    (points as DataPoint<number>[]).map(({ attributes, value }) => [
      String(attributes['alternative_payments.token.state']),
      value,
    ]),
  );

describe('the metrics of accounts', () => {
  it('have those of every registration, wherever it stands', async () => {
    const sdk = startSdk();
    const simulator = await simulate();
    await startObserved(simulator.options, {
      imports: [
        AlternativePaymentsModule.forRoot({ ...simulator.options, name: 'eu-1' }),
        AlternativePaymentsModule.forRootAsync({
          name: 'eu-2',
          useFactory: () => ({ ...simulator.options, pacing: { requests: 2, queue: 7 } }),
        }),
      ],
    });

    const status = await sdk.points('alternative_payments.token.status');
    const limits = await sdk.points('alternative_payments.pacing.queue.limit');

    const accounts = status.map(({ attributes }) => attributes['alternative_payments.account']);
    expect(new Set(accounts)).toEqual(new Set(['default', 'eu-1', 'eu-2']));
    expect(
      limits.map(({ attributes, value }) => [attributes['alternative_payments.account'], value]),
    ).toContainEqual(['eu-2', 7]);
  });

  it('tell how many calls wait for a slot, and none once the application has closed', async () => {
    const sdk = startSdk();
    const simulator = await simulate();
    const { http, application, tokens } = await startObserved({
      ...simulator.options,
      warmUp: false,
      pacing: { requests: 2, perMilliseconds: 60_000, queue: 5 },
    });
    const waiting = async (): Promise<unknown[]> =>
      (await sdk.points('alternative_payments.pacing.queue.length')).map(({ value }) => value);
    const calls = [1, 2, 3].map(() => http.get('/customers').catch(() => undefined));
    await until(() => tokens.snapshot().pacing?.waiting === 2);

    expect(await waiting()).toEqual([2]);

    await application.close();
    await Promise.all(calls);
    const active = await sdk.points('alternative_payments.client.call.active');
    expect(active.map(({ value }) => value)).toEqual([0]);
  });

  it('ask nothing of an application that has closed', async () => {
    const sdk = startSdk();
    const { tokens, application } = await startObserved((await simulate()).options);
    const snapshot = vi.spyOn(tokens, 'snapshot');
    await sdk.collect();
    expect(snapshot).toHaveBeenCalledTimes(1);

    await application.close();
    await sdk.collect();

    expect(snapshot).toHaveBeenCalledTimes(1);
  });

  it('count the accounts of tenants by state, and keep their names to themselves', async () => {
    const sdk = startSdk();
    const { clientId, clientSecret, ...rest } = (await simulate()).options;
    const { tenants } = await startObserved({
      ...rest,
      tenants: { resolve: () => ({ clientId, clientSecret, warmUp: false }) },
    });
    expect(await sdk.points(COUNT)).toEqual([]);

    await tenants.get('one');
    await tenants.get('two');
    await tenants.client('two').customers.list();

    const none = {
      idle: 0,
      valid: 0,
      degraded: 0,
      expired: 0,
      unavailable: 0,
      rejected: 0,
      closed: 0,
      asleep: 0,
    };
    expect(byState(await sdk.points(COUNT))).toEqual({ ...none, idle: 1, valid: 1 });
    await tenants.close('one');
    await tenants.close('two');
    expect(byState(await sdk.points(COUNT))).toEqual(none);
  });

  it('leave out an account that cannot be read, and keep the others', async () => {
    const sdk = startSdk();
    const simulator = await simulate();
    const { tokens } = await startObserved(simulator.options, {
      imports: [AlternativePaymentsModule.forRoot({ ...simulator.options, name: 'eu-1' })],
    });
    Object.assign(tokens, { snapshot: undefined });

    const status = await sdk.points('alternative_payments.token.status');

    const accounts = status.map(({ attributes }) => attributes['alternative_payments.account']);
    expect(new Set(accounts)).toEqual(new Set(['eu-1']));
  });
});

describe('two applications in one process', () => {
  it('report without a complaint of the SDK, each until it closes', async () => {
    const said = complaints();
    const sdk = startSdk();
    const simulator = await simulate();
    const first = await startObserved(simulator.options);
    const second = await startObserved(simulator.options);
    await first.http.get('/customers');
    await second.http.get('/customers');
    await sdk.collect();

    await first.application.close();
    await second.http.get('/customers');
    const status = await sdk.points('alternative_payments.token.status');

    expect(byState(status)).toMatchObject({ valid: 1 });
    expect(said).toEqual([]);
  });
});

describe('a provider of meters', () => {
  it('that is replaced gets everything from then on, and the one before nothing more', async () => {
    const said = complaints();
    const simulator = await simulate();
    const before = startMeters();
    const { http, tokens } = await startObserved(simulator.options);
    const snapshot = vi.spyOn(tokens, 'snapshot');
    await http.get('/customers');
    expect(await before.points('alternative_payments.token.status')).toHaveLength(7);

    const { metrics } = await import('@opentelemetry/api');
    metrics.disable();
    const after = startMeters();
    await http.get('/customers');

    expect(await after.points('alternative_payments.token.status')).toHaveLength(7);
    expect(snapshot).toHaveBeenCalledTimes(2);
    await before.collect();
    expect(snapshot).toHaveBeenCalledTimes(2);
    expect(said).toEqual([]);
  });
});
