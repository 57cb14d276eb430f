import {
  AlternativePaymentsModule,
  type AlternativePaymentsModuleOptions,
  TokenService,
} from 'nestjs-alternative-payments';
import { describe, expect, it } from 'vitest';
import { pass, passUntil, until, useFakeTime } from '../support/fake-time.js';
import { simulate } from '../support/simulator.js';
import { DEGRADED, DEGRADED_OVERALL, startHealth } from './health-application.js';

const MINUTE = 60_000;
const TOKENS = 'POST /oauth/token';

/** One account in fake time, whose tokens live for an hour. */
async function start(options: AlternativePaymentsModuleOptions = {}) {
  const simulator = await simulate();
  useFakeTime();
  const { application, probe } = await startHealth([
    AlternativePaymentsModule.forRoot({ ...simulator.options, warmUp: false, ...options }),
  ]);
  const tokens = application.get(TokenService, { strict: false });
  return { simulator, application, probe, tokens };
}

describe('an account that holds a token', () => {
  it('is up, says for how long, and sends nothing for that', async () => {
    const { simulator, probe, tokens } = await start();
    await tokens.getToken();
    await pass(10_400);
    const { length } = simulator.journal.requests;

    const { status, body } = await probe();

    expect(status).toBe(200);
    expect(body.status).toBe('ok');
    expect(body.details).toEqual({ default: { status: 'up', state: 'valid', secondsToExpiry: 3_590 } });
    expect(simulator.journal.requests).toHaveLength(length);
  });

  it('is degraded while its renewal fails, which leaves the status at 200', async () => {
    const { simulator, probe, tokens } = await start();
    await tokens.getToken();
    simulator.fault({ on: TOKENS, status: 503 });
    await pass(46 * MINUTE);
    await until(() => tokens.snapshot().failure !== undefined);

    const { status, body, own } = await probe();

    expect(status).toBe(200);
    expect(body.status).toBe(DEGRADED_OVERALL);
    expect(own).toMatchObject({
      status: DEGRADED,
      state: 'degraded',
      code: 'TOKEN_ENDPOINT_UNAVAILABLE',
      nextAttemptAt: tokens.snapshot().failure?.nextAttemptAt.toISOString(),
    });
    expect(own?.['secondsToExpiry']).toBeGreaterThan(60);
  });
});

describe('an account whose token has expired while its renewal failed', () => {
  /** The endpoint answers nothing, so that an attempt is in progress for most of the time. */
  async function startOutage() {
    const started = await start();
    await started.tokens.getToken();
    const outage = started.simulator.fault({ on: TOKENS, hang: true });
    await pass(61 * MINUTE);
    return { ...started, outage };
  }

  it('is down', async () => {
    const { probe } = await startOutage();

    const { status, body, own } = await probe();

    expect(status).toBe(503);
    expect(body.status).toBe('error');
    expect(own).toMatchObject({ status: 'down', state: 'expired', secondsToExpiry: 0 });
    expect(body.error).toHaveProperty('default');
  });

  it('is down throughout, whether an attempt is in progress or not', async () => {
    const { probe, tokens } = await startOutage();
    const seen = { during: new Set<unknown>(), between: new Set<unknown>() };

    for (let turn = 0; turn < 150; turn += 1) {
      const { isRefreshing } = tokens.snapshot();
      const { own } = await probe();
      // A probe takes real time only, in which the endpoint does not answer either.
      seen[isRefreshing ? 'during' : 'between'].add(own?.['status']);
      await pass(2_000);
    }

    expect(seen).toEqual({ during: new Set(['down']), between: new Set(['down']) });
  });

  it('is degraded at worst where it is not critical', async () => {
    const { probe } = await startOutage();

    const { status, body, own } = await probe({ critical: false });

    expect(status).toBe(200);
    expect(body.status).toBe(DEGRADED_OVERALL);
    expect(own).toMatchObject({ status: DEGRADED, state: 'expired' });
  });

  it('is up at the next probe after it has recovered', async () => {
    const { probe, tokens, outage } = await startOutage();
    expect((await probe()).status).toBe(503);

    outage.remove();
    await passUntil(() => tokens.snapshot().state === 'valid');

    expect((await probe()).own).toMatchObject({ status: 'up', state: 'valid' });
  });
});

describe('an account whose key is refused', () => {
  it('is down, and says so by a code', async () => {
    const { probe, tokens } = await start({ clientSecret: 'wrong-secret' });
    await tokens.getToken().catch(() => undefined);

    const { status, own } = await probe();

    expect(status).toBe(503);
    expect(own).toMatchObject({ status: 'down', state: 'rejected', code: 'CREDENTIALS_REJECTED' });
  });

  it('is not down while it sleeps, because a probe that keeps traffic away would never wake it', async () => {
    const { probe, tokens } = await start({ clientSecret: 'wrong-secret', sleepAfterMs: 1_000 });
    await tokens.getToken().catch(() => undefined);
    await pass(1_500);
    expect(tokens.snapshot().isAsleep).toBe(true);

    expect((await probe()).own).toMatchObject({
      status: 'up',
      state: 'rejected',
      code: 'CREDENTIALS_REJECTED',
    });
    expect((await probe({ requireToken: true })).own).toMatchObject({ status: 'down' });
  });
});

describe('an account that never held a token', () => {
  it('is up until one is required, and then as soon as there is one', async () => {
    const { simulator, probe, tokens } = await start();

    expect((await probe()).own).toEqual({ status: 'up', state: 'idle', secondsToExpiry: 0 });
    expect(await probe({ requireToken: true })).toMatchObject({
      status: 503,
      own: { status: 'down', state: 'idle' },
    });
    expect(await probe({ requireToken: true, critical: false })).toMatchObject({
      status: 200,
      own: { status: DEGRADED, state: 'idle' },
    });
    expect(simulator.journal.requests).toHaveLength(0);

    await tokens.getToken();
    expect((await probe({ requireToken: true })).own).toMatchObject({ status: 'up', state: 'valid' });
  });

  it('is the same while the first token is requested', async () => {
    const simulator = await simulate();
    simulator.fault({ on: TOKENS, hang: true });
    const { application, probe } = await startHealth([AlternativePaymentsModule.forRoot(simulator.options)]);
    const tokens = application.get(TokenService, { strict: false });
    await until(() => simulator.journal.tokenRequests.length === 1);
    expect(tokens.snapshot().isRefreshing).toBe(true);

    expect((await probe()).own).toMatchObject({ status: 'up', state: 'idle' });
    expect((await probe({ requireToken: true })).own).toMatchObject({ status: 'down', state: 'idle' });
    expect(tokens.snapshot()).toMatchObject({ isRefreshing: true, state: 'idle' });
  });
});
