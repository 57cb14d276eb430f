import type { Simulator } from 'nestjs-alternative-payments/testing';
import { describe, expect, it, vi } from 'vitest';
import { connectIoredis } from '../../support/redis/clients.js';
import { describeRedis } from '../../support/redis/describe-redis.js';
import { startRedis } from '../../support/redis/redis-server.js';
import { simulate } from '../../support/simulator.js';
import { type Fleet, fleetsForFile } from './fleet.js';
import type { MemberProcess } from './member-process.js';

const TOKEN_REQUEST = 'POST /oauth/token';

/** A machine that is busy must not make one of them go on alone, except where a test is about that. */
const PATIENT = { timeoutMs: 10_000, leaseMs: 12_000 };

/** A call has to outlast two leases. */
const LONGEST_LEASE_MS = 14_000;

/** By then a token of an hour is renewed, and has time enough left for any machine. */
const RENEWAL_DUE_MS = 46 * 60_000;

/** What the clocks of two processes may differ by. */
const CLOCKS_MS = 5;

describeRedis(
  'processes with one API key and a shared store',
  () => {
    const openFleet = fleetsForFile();

    describe('20 of them, starting together', { timeout: 120_000 }, () => {
      it('ask for one token', async () => {
        const redis = await startRedis({ own: true });
        const simulator = await simulate();
        // So slow that all of them need the token before it is there.
        simulator.fault({ on: TOKEN_REQUEST, delayMs: 500 });
        const fleet = await openFleet(20, { simulator, redisURL: redis.url, tokenStore: PATIENT });

        await fleet.ask('burst', 1);
        const { calls, failures } = await fleet.finish();

        expect({ calls, failures }).toEqual({ calls: 20, failures: [] });
        expect(simulator.journal.tokenRequests).toHaveLength(1);
        expect(sourcesOf(fleet.members)).toEqual({ endpoint: 1, store: 19 });
      });

      it('ask for one token each if there is no store', async () => {
        const redis = await startRedis({ own: true });
        await redis.kill();
        const simulator = await simulate();
        const fleet = await openFleet(20, {
          simulator,
          redisURL: redis.url,
          isRedisUp: false,
          tokenStore: { leaseMs: LONGEST_LEASE_MS },
        });

        await fleet.ask('burst', 1);
        const { calls, failures, slowestMs } = await fleet.finish();

        expect({ calls, failures }).toEqual({ calls: 20, failures: [] });
        expect(simulator.journal.tokenRequests).toHaveLength(20);
        // Without a store nobody has a lease, and a process that waited for one would wait for two.
        expect(slowestMs).toBeLessThan(LONGEST_LEASE_MS);
      });
    });

    describe('3 of them, whose clocks differ by hours', { timeout: 120_000 }, () => {
      it('ask for one token, and renew it once', async () => {
        const redis = await startRedis({ own: true });
        const simulator = await simulate();
        const fleet = await openFleet(3, { simulator, redisURL: redis.url, tokenStore: PATIENT });
        for (const [index, hours] of [5, 0, -5].entries())
          await fleet.members[index]?.ask('passTime', hours * 3_600_000);

        await fleet.ask('burst', 1);
        const { failures } = await fleet.finish();

        expect(failures).toEqual([]);
        expect(sourcesOf(fleet.members)).toEqual({ endpoint: 1, store: 2 });
        await fleet.ask('passTime', RENEWAL_DUE_MS);
        await fleet.ask('burst', 1);
        await vi.waitFor(() => expect(sourcesOf(fleet.members)).toEqual({ endpoint: 2, store: 4 }), {
          timeout: 60_000,
        });
      });
    });

    describe('8 of them, at 10 calls per second each', { timeout: 120_000 }, () => {
      it('renew the token once for all', async () => {
        const redis = await startRedis({ own: true });
        const simulator = await simulate();
        const fleet = await openFleet(8, { simulator, redisURL: redis.url, tokenStore: PATIENT });
        await fleet.ask('callAt', 10);
        await eachHasTokens(fleet.members, 1);

        for (let renewals = 1; renewals <= 5; renewals += 1) {
          await renewedBy(fleet);
          expect(simulator.journal.tokenRequests).toHaveLength(1 + renewals);
        }
        const { failures } = await fleet.finish();

        expect(failures).toEqual([]);
        expect(sourcesOf(fleet.members)).toEqual({ endpoint: 6, store: 6 * 7 });
      });

      it('go on alone when the store dies, and share again when it is back', async () => {
        const redis = await startRedis({ own: true });
        const simulator = await simulate();
        const tokenStore = { timeoutMs: 2_000, leaseMs: 12_000 };
        const fleet = await openFleet(8, { simulator, redisURL: redis.url, tokenStore });
        await fleet.ask('callAt', 10);
        await eachHasTokens(fleet.members, 1);

        await redis.kill();
        expect(await renewedBy(fleet)).toEqual({ endpoint: 8, store: 0 });
        await redis.start();
        await renewedTogether(fleet);
        expect(await renewedBy(fleet)).toEqual({ endpoint: 1, store: 7 });
        const { failures } = await fleet.finish();

        expect(failures).toEqual([]);
      });
    });

    describe('4 of them', { timeout: 120_000 }, () => {
      it('replace a revoked token once for all', async () => {
        const redis = await startRedis({ own: true });
        const simulator = await simulate();
        const fleet = await openFleet(4, { simulator, redisURL: redis.url, tokenStore: PATIENT });
        await fleet.ask('callAt', 20);
        await eachCallsWithTheTokenOf(simulator, 1);

        for (const revocations of [1, 2]) {
          simulator.revokeAllTokens();
          await eachCallsWithTheTokenOf(simulator, 1 + revocations);
          expect(simulator.journal.tokenRequests).toHaveLength(1 + revocations);
          // Soon after a rejection the next one would not count.
          await fleet.ask('passTime', 120_000);
        }
        const { failures } = await fleet.finish();

        expect(failures).toEqual([]);
        expect(simulator.journal.tokenRequests).toHaveLength(3);
      });

      it('renew it each for itself while the store does not answer', async () => {
        const redis = await startRedis({ own: true });
        const simulator = await simulate();
        const tokenStore = { timeoutMs: 2_000, leaseMs: 12_000 };
        const fleet = await openFleet(4, { simulator, redisURL: redis.url, tokenStore });
        await fleet.ask('callAt', 10);
        await eachHasTokens(fleet.members, 1);

        redis.pause();
        expect(await renewedBy(fleet)).toEqual({ endpoint: 4, store: 0 });
        redis.resume();
        await renewedTogether(fleet);
        const { failures } = await fleet.finish();

        expect(failures).toEqual([]);
      });

      it('go on when the one that was to obtain the token is killed', async () => {
        const redis = await startRedis({ own: true });
        const simulator = await simulate();
        simulator.fault({ on: TOKEN_REQUEST, times: 1, hang: true });
        // So slow that all of those who waited need the token before it is there.
        simulator.fault({ on: TOKEN_REQUEST, delayMs: 500 });
        const tokenStore = { timeoutMs: 1_000, leaseMs: 2_000 };
        const fleet = await openFleet(4, { simulator, redisURL: redis.url, tokenStore });
        const [holder] = fleet.members;
        const others = fleet.after(1);
        const client = await connectIoredis(redis);
        await holder?.ask('burst', 1);
        await simulator.journal.waitFor(TOKEN_REQUEST);
        const lookedAt = performance.now();
        const leaseLeftMs = await client.pttl((await client.keys('*lease*'))[0] ?? '');
        await others.ask('burst', 1);

        await holder?.kill();
        const { calls, failures } = await others.finish();

        expect({ calls, failures }).toEqual({ calls: 3, failures: [] });
        const [, second, ...further] = simulator.journal.tokenRequests;
        // They did wait until the lease of the one that was killed had ended.
        expect(second?.at).toBeGreaterThanOrEqual(lookedAt + leaseLeftMs - CLOCKS_MS);
        expect(further).toEqual([]);
      });
    });
  },
  { own: true },
);

/** How many tokens of these members came from where. */
function sourcesOf(members: readonly MemberProcess[]): { endpoint: number; store: number } {
  const sources = members.flatMap((member) => member.sources);
  const endpoint = sources.filter((source) => source === 'endpoint').length;
  return { endpoint, store: sources.length - endpoint };
}

/** Lets the renewal come due everywhere, waits until every member has a new token, and says where they came from. */
async function renewedBy(fleet: Fleet): Promise<ReturnType<typeof sourcesOf>> {
  const before = sourcesOf(fleet.members);
  const counts = fleet.members.map(({ sources }) => sources.length);
  await fleet.ask('passTime', RENEWAL_DUE_MS);
  await vi.waitFor(
    () => {
      const late = fleet.members.filter(({ sources }, index) => sources.length === counts[index]);
      expect(late.map(({ sources }) => sources)).toEqual([]);
    },
    { timeout: 60_000 },
  );
  const { endpoint, store } = sourcesOf(fleet.members);
  return { endpoint: endpoint - before.endpoint, store: store - before.store };
}

/** Has the members renew their tokens until one token request is enough for all. */
async function renewedTogether(fleet: Fleet): Promise<void> {
  for (let round = 1; round <= 10; round += 1) {
    const { endpoint, store } = await renewedBy(fleet);
    if (endpoint === 1 && store === fleet.members.length - 1) return;
  }
  throw new Error('They do not share their tokens.');
}

/** Waits until every member has had that many tokens. */
async function eachHasTokens(members: readonly MemberProcess[], count: number): Promise<void> {
  await vi.waitFor(
    () => expect(members.map(({ sources }) => sources.length)).toEqual(members.map(() => count)),
    { timeout: 60_000 },
  );
}

/** Waits until all four members call with the token that came with the given token request. */
async function eachCallsWithTheTokenOf(simulator: Simulator, tokenRequest: number): Promise<void> {
  await vi.waitFor(
    () => {
      const tokens = [...new Set(simulator.journal.apiRequests.map(({ token }) => token))];
      const latest = tokens[tokenRequest - 1];
      const calls = simulator.journal.apiRequests.filter(
        ({ token, status }) => token === latest && status === 200,
      );
      expect(new Set(calls.map(({ headers }) => headers['x-member'])).size).toBe(4);
    },
    { timeout: 60_000 },
  );
}
