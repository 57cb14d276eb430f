import { TokenService, type TokenEvent } from 'nestjs-alternative-payments';
import { describe, expect, it, vi } from 'vitest';
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
});
