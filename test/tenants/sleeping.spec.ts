import { AlternativePaymentsModule, TokenService, type TokenEvent } from 'nestjs-alternative-payments';
import { describe, expect, it, vi } from 'vitest';
import { startApplication } from '../support/application.js';
import { passAttentively, pass, until, useFakeTime } from '../support/fake-time.js';
import { simulate } from '../support/simulator.js';
import { customersOf, startPlatform } from '../support/tenants.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A registered account and that of a tenant, each with a token of an hour. */
async function start() {
  const [simulator, ofThePlatform] = [await simulate(), await simulate()];
  useFakeTime();
  const { application, tenants } = await startPlatform(
    { resolve: () => simulator.options, sleepAfterMs: 10 * MINUTE, idleMs: 48 * HOUR },
    { ...ofThePlatform.options, environment: undefined },
  );
  const registered = application.get(TokenService, { strict: false });
  await registered.getToken();
  const account = await tenants.get('one');
  await customersOf(account);
  return { simulator, ofThePlatform, registered, tenants, account };
}

describe('the token of an account that is not used', () => {
  it('is not renewed, arms no timer, and is there again with one request at the next use', async () => {
    const { simulator, ofThePlatform, registered, account } = await start();
    const timersAwake = vi.getTimerCount();
    await pass(12 * MINUTE);
    expect(account.tokenService.snapshot()).toMatchObject({ state: 'valid', isAsleep: true });
    expect(vi.getTimerCount()).toBe(timersAwake - 1);

    await passAttentively(5 * HOUR, ofThePlatform, registered);
    // The registered account never sleeps.
    expect(registered.snapshot()).toMatchObject({ state: 'valid', isAsleep: false });
    expect(ofThePlatform.journal.tokenRequests.length).toBeGreaterThanOrEqual(7);
    expect(simulator.journal.tokenRequests).toHaveLength(1);
    expect(account.tokenService.snapshot()).toMatchObject({ state: 'idle', secondsToExpiry: 0 });

    await Promise.all(Array.from({ length: 10 }, () => customersOf(account)));
    expect(simulator.journal.tokenRequests).toHaveLength(2);
    expect(account.tokenService.snapshot()).toMatchObject({ state: 'valid', generation: 2, isAsleep: false });
  });

  it('serves at once where it still lives, and is renewed behind the caller’s back', async () => {
    const { simulator, account } = await start();
    await pass(50 * MINUTE);
    const before = await account.tokenService.getToken();
    expect(simulator.journal.apiRequests[0]?.token).toBe(before);
    await until(() => account.tokenService.snapshot().generation === 2);
    expect(await account.tokenService.getToken()).not.toBe(before);
  });

  it('expires in silence', async () => {
    const { account } = await start();
    const events: TokenEvent[] = [];
    account.tokenService.events$.subscribe((event) => events.push(event));
    await pass(3 * HOUR);
    await customersOf(account);
    expect(events.map(({ type }) => type)).toEqual(['refreshed']);
  });

  it('is woken by refresh() as well, in silence', async () => {
    const { account } = await start();
    const events: TokenEvent[] = [];
    account.tokenService.events$.subscribe((event) => events.push(event));
    await pass(3 * HOUR);
    await account.tokenService.refresh();
    expect(events.map(({ type }) => type)).toEqual(['refreshed']);
    expect(account.tokenService.snapshot()).toMatchObject({ state: 'valid', isAsleep: false });
  });

  it('is renewed as long as it is used', async () => {
    const { simulator, account } = await start();
    for (let turn = 0; turn < 20; turn += 1) {
      await customersOf(account);
      await passAttentively(9 * MINUTE, simulator, account.tokenService);
    }
    expect(account.tokenService.snapshot()).toMatchObject({ state: 'valid', isAsleep: false });
    expect(account.tokenService.snapshot().generation).toBeGreaterThanOrEqual(4);
  });

  it('is not asked for again and again where the key is refused', async () => {
    const { simulator, tenants } = await start();
    simulator.fault({ on: 'POST /oauth/token', status: 403, body: { error: 'invalid_client' } });
    const wrong = await tenants.get('two');
    await expect(wrong.tokenService.getToken()).rejects.toMatchObject({ code: 'CREDENTIALS_REJECTED' });
    for (let turn = 0; turn < 11; turn += 1) {
      await pass(MINUTE);
      await until(() => wrong.tokenService.snapshot().state === 'rejected');
    }
    const { length } = simulator.journal.tokenRequests;
    await pass(30 * MINUTE);
    expect(simulator.journal.tokenRequests).toHaveLength(length);
    expect(wrong.tokenService.snapshot()).toMatchObject({ state: 'rejected', isAsleep: true });
  });

  it('is left alone after the time that the options of the tenant say', async () => {
    const simulator = await simulate();
    useFakeTime();
    const own: Record<string, number> = { brief: MINUTE, long: 2 * HOUR };
    const { tenants } = await startPlatform(
      {
        resolve: (tenant) => ({ ...simulator.options, sleepAfterMs: own[tenant] }),
        sleepAfterMs: 10 * MINUTE,
        idleMs: 48 * HOUR,
      },
      { warmUp: false },
    );
    const accounts = await Promise.all(['long', 'usual', 'brief'].map((name) => tenants.get(name)));
    for (const account of accounts) await customersOf(account);
    const asleep = (): boolean[] => accounts.map(({ tokenService }) => tokenService.snapshot().isAsleep);
    await pass(2 * MINUTE);
    expect(asleep()).toEqual([false, false, true]);
    expect(tenants.counts()).toEqual({ open: 3, asleep: 1, awake: { valid: 2 } });
    await pass(9 * MINUTE);
    expect(asleep()).toEqual([false, true, true]);
    expect(tenants.counts()).toMatchObject({ asleep: 2, awake: { valid: 1 } });
    await passAttentively(100 * MINUTE, simulator, accounts[0]!.tokenService);
    expect(accounts[0]!.tokenService.snapshot()).toMatchObject({ state: 'valid', isAsleep: false });
    await pass(12 * MINUTE);
    expect(tenants.counts()).toEqual({ open: 3, asleep: 3, awake: {} });
  });

  it('wakes when the account is handed out, and is renewed then', async () => {
    const { simulator, tenants, account } = await start();
    await pass(11 * MINUTE);
    expect(tenants.counts()).toEqual({ open: 1, asleep: 1, awake: {} });
    for (let turn = 0; turn < 4; turn += 1) {
      await tenants.get('one');
      await passAttentively(9 * MINUTE, simulator, account.tokenService);
      expect(account.tokenService.snapshot()).toMatchObject({ state: 'valid', isAsleep: false });
    }
    expect(account.tokenService.snapshot().generation).toBe(2);
  });
});

describe('the token of a registered account with sleepAfterMs', () => {
  it('is left alone with no timer once it is not used, and with one request there again', async () => {
    const simulator = await simulate();
    useFakeTime();
    const timersBefore = vi.getTimerCount();
    const application = await startApplication(
      AlternativePaymentsModule.forRoot({ ...simulator.options, sleepAfterMs: 10 * MINUTE }),
    );
    const tokens = application.get(TokenService, { strict: false });
    await until(() => tokens.snapshot().state === 'valid');
    await pass(9 * MINUTE);
    await tokens.getToken();
    await pass(9 * MINUTE);
    expect(tokens.snapshot()).toMatchObject({ state: 'valid', isAsleep: false });
    await pass(2 * MINUTE);
    expect(tokens.snapshot()).toMatchObject({ state: 'valid', isAsleep: true });
    expect(vi.getTimerCount()).toBe(timersBefore);
    await pass(2 * HOUR);
    expect(simulator.journal.tokenRequests).toHaveLength(1);
    await tokens.getToken();
    expect(simulator.journal.tokenRequests).toHaveLength(2);
    expect(tokens.snapshot()).toMatchObject({ state: 'valid', generation: 2, isAsleep: false });
    await pass(11 * MINUTE);
    expect(tokens.snapshot().isAsleep).toBe(true);
    await tokens.getToken();
    await application.close();
    await pass(1_000);
    expect(vi.getTimerCount()).toBe(0);
  });
});
