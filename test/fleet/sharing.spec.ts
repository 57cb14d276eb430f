import { setTimeout as wait } from 'node:timers/promises';
import type { JournalEntry, Simulator } from 'nestjs-alternative-payments/testing';
import { describe, expect, it, vi } from 'vitest';
import { describeRedis } from '../support/redis/describe-redis.js';
import { startRedis } from '../support/redis/redis-server.js';
import { simulate } from '../support/simulator.js';
import { fleetsForFile } from './fleet.js';
import type { MemberProcess } from './member-process.js';

const TOKEN_REQUEST = 'POST /oauth/token';

/** Tokens live for 3 s and are renewed from 70 % of that on. */
const LIFETIME_S = 3;
const RENEWED_AFTER_MS = LIFETIME_S * 1_000 * 0.7;

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
        // A machine that is busy must not make one of them go on alone: the next test is about that.
        const tokenStore = { timeoutMs: 10_000, leaseMs: 12_000 };
        const fleet = await openFleet(20, { simulator, redisURL: redis.url, tokenStore });

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
          tokenStore: {},
        });

        await fleet.ask('burst', 1);
        const { calls, failures, slowestMs } = await fleet.finish();

        expect({ calls, failures }).toEqual({ calls: 20, failures: [] });
        expect(simulator.journal.tokenRequests).toHaveLength(20);
        // The store may take 250 ms of it, and the machine some; the lease of 5 s must not be waited for.
        expect(slowestMs).toBeLessThan(5_000);
      });
    });

    describe('8 of them, at 10 calls per second each', { timeout: 60_000 }, () => {
      it('renew the token once for all, for 15 s', async () => {
        const redis = await startRedis({ own: true });
        const simulator = await simulate({ tokenLifetimeSeconds: LIFETIME_S });
        const fleet = await openFleet(8, { simulator, redisURL: redis.url, tokenStore: {} });

        await fleet.ask('callAt', 10);
        await wait(15_000);
        const { calls, failures } = await fleet.finish();

        expect(failures).toEqual([]);
        expect(calls).toBeGreaterThan(600);
        expect(simulator.journal.tokenRequests.length).toBeLessThanOrEqual(9);
      });

      it('go on alone when the store dies, and share again when it is back', async () => {
        const redis = await startRedis({ own: true });
        const simulator = await simulate({ tokenLifetimeSeconds: LIFETIME_S });
        const fleet = await openFleet(8, { simulator, redisURL: redis.url, tokenStore: {} });
        await fleet.ask('callAt', 10);
        await simulator.journal.waitFor(TOKEN_REQUEST, 2);

        await redis.kill();
        await eachAsksForItself(fleet.members);
        await redis.start();
        await eachTakesUpAnothersToken(fleet.members);
        const since = simulator.journal.tokenRequests.length;
        const begin = performance.now();
        await wait(5_000);
        const requests = simulator.journal.tokenRequests.length - since;
        const renewals = (performance.now() - begin) / RENEWED_AFTER_MS;
        const { failures } = await fleet.finish();

        expect(failures).toEqual([]);
        // One that had begun, one that could not wait for a busy machine; alone they would make eight per renewal.
        expect(requests).toBeLessThanOrEqual(Math.floor(renewals) + 2);
      });
    });

    describe('4 of them', { timeout: 60_000 }, () => {
      it('replace a revoked token once for all', async () => {
        const redis = await startRedis({ own: true });
        const simulator = await simulate();
        const fleet = await openFleet(4, { simulator, redisURL: redis.url, tokenStore: {} });
        await fleet.ask('callAt', 20);
        await eachCallsWithTheTokenOf(simulator, 1);

        for (const revocations of [1, 2]) {
          simulator.revokeAllTokens();
          await eachCallsWithTheTokenOf(simulator, 1 + revocations);
          expect(simulator.journal.tokenRequests).toHaveLength(1 + revocations);
          // Within the pause after a rejection the next one would not count.
          await wait(1_200);
        }
        const { failures } = await fleet.finish();

        expect(failures).toEqual([]);
        expect(simulator.journal.tokenRequests).toHaveLength(3);
      });

      it('renew it each for itself while the store does not answer', async () => {
        const redis = await startRedis({ own: true });
        const simulator = await simulate({ tokenLifetimeSeconds: LIFETIME_S });
        const fleet = await openFleet(4, { simulator, redisURL: redis.url, tokenStore: {} });
        await fleet.ask('callAt', 10);
        await simulator.journal.waitFor(TOKEN_REQUEST, 2);

        redis.pause();
        await Promise.all([wait(2_000), eachAsksForItself(fleet.members)]);
        redis.resume();
        await eachTakesUpAnothersToken(fleet.members);
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
        await holder?.ask('burst', 1);
        await simulator.journal.waitFor(TOKEN_REQUEST);
        await others.ask('burst', 1);

        await holder?.kill();
        const { calls, failures } = await others.finish();

        expect({ calls, failures }).toEqual({ calls: 3, failures: [] });
        const [first, second, ...further] = simulator.journal.tokenRequests as [JournalEntry, JournalEntry];
        // They did wait: the lease of 2 s was taken shortly before the first request.
        expect(second.at - first.at).toBeGreaterThan(1_000);
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

/** Waits until every member has obtained a token of its own. */
async function eachAsksForItself(members: readonly MemberProcess[]): Promise<void> {
  await each(members, (sources) => sources.includes('endpoint'));
}

/** Waits until every member has obtained, or taken up, the token that the others have. */
async function eachTakesUpAnothersToken(members: readonly MemberProcess[]): Promise<void> {
  await each(members, (sources) => sources.includes('store'));
}

async function each(
  members: readonly MemberProcess[],
  holds: (since: MemberProcess['sources']) => boolean,
): Promise<void> {
  const before = members.map(({ sources }) => sources.length);
  await vi.waitFor(
    () => {
      const since = members.map(({ sources }, index) => sources.slice(before[index]));
      expect(since.filter((sources) => !holds(sources))).toEqual([]);
    },
    { timeout: 20_000 },
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
    { timeout: 20_000 },
  );
}
