import { SchedulerRegistry, ScheduleModule } from '@nestjs/schedule';
import { AlternativePaymentsModule, TokenService } from 'nestjs-alternative-payments';
import type { Simulator } from 'nestjs-alternative-payments/testing';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { startAccount, startApplication } from '../support/application.js';
import { pass, passAttentively, setWallClock, until, useFakeTime } from '../support/fake-time.js';
import { simulate } from '../support/simulator.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Waits until the simulator has answered that many token requests, and the account has taken note. */
async function tokensObtained(simulator: Simulator, tokens: TokenService, count: number): Promise<void> {
  await until(() => simulator.journal.tokenRequests.length >= count, `${count} token requests`);
  await until(() => !tokens.snapshot().isRefreshing, 'the refresh is over');
}

describe('renewal in the background', () => {
  it('happens once between 70 and 75 % of the lifetime, with no traffic at all', async () => {
    useFakeTime();
    const simulator = await simulate();
    const { tokens } = await startAccount(simulator.options);
    await tokensObtained(simulator, tokens, 1);

    await passAttentively(42 * MINUTE - 1_000, simulator, tokens);
    expect(simulator.journal.tokenRequests).toHaveLength(1);

    await passAttentively(3 * MINUTE + 2_000, simulator, tokens);
    await tokensObtained(simulator, tokens, 2);
    expect(tokens.snapshot()).toMatchObject({ state: 'valid', generation: 2 });
    expect(simulator.journal.tokenRequests).toHaveLength(2);
  });

  it('goes on for as long as the account is open', async () => {
    useFakeTime();
    const simulator = await simulate();
    const { tokens } = await startAccount(simulator.options);

    for (let generation = 1; generation <= 10; generation += 1) {
      await tokensObtained(simulator, tokens, generation);
      expect(tokens.snapshot()).toMatchObject({ state: 'valid', generation });
      await passAttentively(46 * MINUTE, simulator, tokens);
    }
  });

  it('goes on after a failure, without anyone asking, and is over it at the first chance', async () => {
    useFakeTime();
    const simulator = await simulate();
    const { tokens } = await startAccount(simulator.options);
    await tokensObtained(simulator, tokens, 1);

    const outage = simulator.fault({ on: 'POST /oauth/token', status: 503 });
    await passAttentively(46 * MINUTE, simulator, tokens);
    await until(() => tokens.snapshot().state === 'degraded');
    outage.remove();
    await passAttentively(MINUTE, simulator, tokens);
    await until(() => tokens.snapshot().state === 'valid');

    expect(tokens.snapshot()).toMatchObject({ state: 'valid', generation: 2 });
    expect(tokens.snapshot().failure).toBeUndefined();
  });

  it('spreads the renewals of many processes, and draws anew for each token', async () => {
    useFakeTime();
    const simulator = await simulate();
    const shares: number[] = [];
    for (let process = 0; process < 40; process += 1) {
      const { tokens, application } = await startAccount({ ...simulator.options, warmUp: false });
      for (let token = 0; token < 2; token += 1) {
        await tokens.refresh();
        const { obtainedAt, refreshAt } = tokens.snapshot();
        shares.push((Number(refreshAt) - Number(obtainedAt)) / HOUR);
      }
      await application.close();
    }

    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0.7);
    expect(Math.max(...shares)).toBeLessThanOrEqual(0.75);
    // 80 uniform draws: that none falls into the first or the last fifth has a chance below 1 in 10^7.
    expect(Math.min(...shares)).toBeLessThan(0.71);
    expect(Math.max(...shares)).toBeGreaterThan(0.74);
    expect(new Set(shares).size).toBeGreaterThan(70);
  });

  it('makes no second request when a caller asks at the same moment', async () => {
    useFakeTime();
    const simulator = await simulate();
    const { tokens, http } = await startAccount(simulator.options);
    await tokensObtained(simulator, tokens, 1);
    await passAttentively(42 * MINUTE - 1_000, simulator, tokens);

    simulator.fault({ on: 'POST /oauth/token', delayMs: 500 });
    while (!tokens.snapshot().isRefreshing) await pass(250);
    const forced = tokens.refresh();
    const call = firstValueFrom(http.get('/customers'));
    await until(() => simulator.journal.tokenRequests.length === 2);
    await pass(500);
    await Promise.all([forced, call]);

    expect(simulator.journal.tokenRequests).toHaveLength(2);
  });

  it('copes with a lifetime longer than a timer can be set for', async () => {
    useFakeTime();
    const simulator = await simulate({ tokenLifetimeSeconds: 40 * 24 * 3600 });
    const { tokens } = await startAccount(simulator.options);
    await tokensObtained(simulator, tokens, 1);

    expect(tokens.snapshot().lifetime).toEqual({ seconds: 86_400, source: 'capped' });
    await passAttentively(16 * HOUR, simulator, tokens);
    expect(simulator.journal.tokenRequests).toHaveLength(1);
    await passAttentively(3 * HOUR, simulator, tokens);
    await tokensObtained(simulator, tokens, 2);
    expect(tokens.snapshot().generation).toBe(2);
  });
});

describe('the clock', () => {
  it('set forward by two hours costs one extra renewal', async () => {
    useFakeTime();
    const simulator = await simulate();
    const { tokens } = await startAccount(simulator.options);
    await tokensObtained(simulator, tokens, 1);

    setWallClock(2 * HOUR);
    await passAttentively(MINUTE, simulator, tokens);
    await tokensObtained(simulator, tokens, 2);
    await passAttentively(30 * MINUTE, simulator, tokens);

    expect(simulator.journal.tokenRequests).toHaveLength(2);
  });

  it('set back by two hours delays nothing', async () => {
    useFakeTime();
    const simulator = await simulate();
    const { tokens } = await startAccount(simulator.options);
    await tokensObtained(simulator, tokens, 1);

    setWallClock(-2 * HOUR);
    await passAttentively(46 * MINUTE, simulator, tokens);
    await tokensObtained(simulator, tokens, 2);

    expect(tokens.snapshot()).toMatchObject({ state: 'valid', generation: 2 });
  });

  it('of a process that was suspended beyond the expiry: the next call waits for a new token', async () => {
    useFakeTime();
    const simulator = await simulate();
    const { tokens, http } = await startAccount(simulator.options);
    await tokensObtained(simulator, tokens, 1);
    const old = await tokens.getToken();

    setWallClock(3 * HOUR);
    await firstValueFrom(http.get('/customers'));

    const [call] = simulator.journal.apiRequests;
    expect(call?.token).toBeDefined();
    expect(call?.token).not.toBe(old);
    expect(simulator.journal.tokenRequests).toHaveLength(2);
  });
});

describe('the lifetime', () => {
  it('counts from before the request was sent', async () => {
    useFakeTime();
    const simulator = await simulate({ tokenLifetimeSeconds: 10 });
    simulator.fault({ on: 'POST /oauth/token', times: 1, delayMs: 9_000 });
    const { tokens } = await startAccount({ ...simulator.options, warmUp: false });

    const asked = tokens.getToken();
    await until(() => simulator.journal.tokenRequests.length === 1);
    await pass(9_000);
    await asked;

    expect(tokens.snapshot().secondsToExpiry).toBeLessThanOrEqual(1);
  });

  it('that is over before the answer arrives makes the token useless', async () => {
    useFakeTime();
    const simulator = await simulate({ tokenLifetimeSeconds: 2 });
    simulator.fault({ on: 'POST /oauth/token', times: 1, delayMs: 3_000 });
    const { tokens } = await startAccount({ ...simulator.options, warmUp: false });

    const asked = tokens.getToken().catch((reason: unknown) => reason);
    await until(() => simulator.journal.tokenRequests.length === 1);
    await pass(3_000);

    expect(await asked).toMatchObject({
      code: 'TOKEN_ENDPOINT_UNAVAILABLE',
      message: expect.stringContaining('expired on its way'),
    });
    expect(tokens.snapshot().generation).toBe(0);
  });
});

describe('the scheduler', () => {
  const name = 'AlternativePayments:default:token-refresh';

  it('of the host lists the renewal under a readable name, before and after it took place', async () => {
    useFakeTime();
    const simulator = await simulate();
    const application = await startApplication(
      AlternativePaymentsModule.forRoot(simulator.options),
      ScheduleModule.forRoot(),
    );
    const tokens = application.get(TokenService, { strict: false });
    const registry = application.get(SchedulerRegistry, { strict: false });
    await tokensObtained(simulator, tokens, 1);
    expect(registry.getTimeouts()).toEqual([name]);

    await passAttentively(46 * MINUTE, simulator, tokens);
    await tokensObtained(simulator, tokens, 2);
    expect(registry.getTimeouts()).toEqual([name]);
  });

  it('of the host does not end the renewal by deleting its entry, which comes back with the next renewal', async () => {
    useFakeTime();
    const simulator = await simulate();
    const application = await startApplication(
      AlternativePaymentsModule.forRoot(simulator.options),
      ScheduleModule.forRoot(),
    );
    const tokens = application.get(TokenService, { strict: false });
    const registry = application.get(SchedulerRegistry, { strict: false });
    await tokensObtained(simulator, tokens, 1);

    clearTimeout(registry.getTimeout(name) as NodeJS.Timeout);
    registry.deleteTimeout(name);
    await passAttentively(46 * MINUTE, simulator, tokens);
    await tokensObtained(simulator, tokens, 2);

    expect(tokens.snapshot()).toMatchObject({ state: 'valid', generation: 2 });
    expect(registry.getTimeouts()).toEqual([name]);
  });

  it('of the host may have cleared the renewal when the application closes', async () => {
    const simulator = await simulate();
    const application = await startApplication(
      ScheduleModule.forRoot(),
      AlternativePaymentsModule.forRoot(simulator.options),
    );
    const tokens = application.get(TokenService, { strict: false });
    const registry = application.get(SchedulerRegistry, { strict: false });
    await tokens.getToken();
    await until(() => registry.getTimeouts().length === 1);

    registry.deleteTimeout(name);
    await application.close();
    await application.close();

    expect(registry.getTimeouts()).toEqual([]);
  });
});
