import type { JournalEntry } from 'nestjs-alternative-payments/testing';
import { expect, it, vi } from 'vitest';
import { describeRedis } from '../../support/redis/describe-redis.js';
import { startRedis } from '../../support/redis/redis-server.js';
import { simulate } from '../../support/simulator.js';
import { type Fleet, fleetsForFile } from './fleet.js';

const TOKEN_REQUEST = 'POST /oauth/token';

/** What the four are called. */
const NAMES = ['0', '1', '2', '3'];

/** Five starts, as the package has it, in a window that does not end while a test runs. */
const ONE_WINDOW = { requests: 5, perMilliseconds: 600_000 };

/** The window of the package. */
const WINDOW_MS = 1_100;

/** However busy the machine is, nobody has to do without the others. */
const PATIENT = { timeoutMs: 10_000 };

/** A timer of Node may fire so much early, and the clocks of two processes differ by that. */
const CLOCKS_MS = 5;

describeRedis(
  '4 processes with one API key and a shared rate budget',
  () => {
    const openFleet = fleetsForFile();

    it('use all of it and no more', { timeout: 60_000 }, async () => {
      const redis = await startRedis({ own: true });
      const simulator = await simulate();
      const pacing = { ...PATIENT, ...ONE_WINDOW };
      const fleet = await openFleet(4, { simulator, redisURL: redis.url, pacing });
      // Four of the starts are for the tokens.
      for (const member of fleet.members) await member.ask('refresh');

      await fleet.ask('burst', 6);
      // The fifth start, and one that each of the processes has booked in the next window.
      await vi.waitFor(() => expect(bookingsOf(fleet)).toBe(4 + 1 + 4), { timeout: 20_000 });
      await simulator.journal.waitFor('GET /customers');
      // Whatever they would have sent by then has arrived.
      await fleet.ask('passTime', 0);

      const paths = simulator.journal.requests.map(({ path }) => path);
      expect(paths).toEqual([...Array.from({ length: 4 }, () => '/oauth/token'), '/customers']);
    });

    it('share it as time goes on, token requests ahead', { timeout: 60_000 }, async () => {
      const redis = await startRedis({ own: true });
      const simulator = await simulate();
      const fleet = await openFleet(4, { simulator, redisURL: redis.url, pacing: PATIENT });
      for (const member of fleet.members) await member.ask('refresh');
      simulator.journal.clear();
      const begin = performance.now();

      await fleet.ask('burst', 5);
      await simulator.journal.waitFor('GET /customers', 2);
      await fleet.ask('refresh');
      const { calls, failures } = await fleet.finish();

      expect({ calls, failures }).toEqual({ calls: 20, failures: [] });
      const { requests } = simulator.journal;
      // Whatever delays a request, none of them can be earlier than its window.
      for (const [place, { at }] of requests.entries())
        expect(at).toBeGreaterThanOrEqual(begin + Math.floor(place / 5) * WINDOW_MS - CLOCKS_MS);
      const tokenRequests = simulator.journal.find(TOKEN_REQUEST);
      expect(tokenRequests).toHaveLength(4);
      const afterwards = requests.slice(requests.indexOf(tokenRequests[3] as JournalEntry) + 1);
      for (const name of NAMES) expect(callsOf(name, afterwards).length).toBeGreaterThan(0);
    });

    it(
      'keep to a share each while it is out of reach, and share it again afterwards',
      { timeout: 120_000 },
      async () => {
        const redis = await startRedis({ own: true });
        const simulator = await simulate();
        const pacing = { timeoutMs: 1_000 };
        const fleet = await openFleet(4, { simulator, redisURL: redis.url, pacing });
        const makeCalls = async (each: number): Promise<readonly JournalEntry[]> => {
          simulator.journal.clear();
          await fleet.ask('burst', each);
          expect((await fleet.finish()).failures).toEqual([]);
          return simulator.journal.requests;
        };
        await makeCalls(1);

        await redis.kill();
        const killedAt = performance.now();
        const bookedBefore = bookingsOf(fleet);
        const alone = await makeCalls(3);

        expect(bookingsOf(fleet)).toBe(bookedBefore);
        for (const name of NAMES) {
          const calls = callsOf(name, alone);
          expect(calls).toHaveLength(3);
          // Each of them has one start in a window, whatever the others do.
          for (const [place, { at }] of calls.entries())
            expect(at).toBeGreaterThanOrEqual(killedAt + place * WINDOW_MS - CLOCKS_MS);
        }

        await redis.start();
        await eachBooks(fleet, () => makeCalls(1));
        const since = bookingsOf(fleet);
        const begin = performance.now();
        const together = await makeCalls(4);
        const booked = bookingsOf(fleet) - since;

        // On a machine that is very busy one of them may have to do without the others for a second.
        expect(booked).toBeGreaterThan(8);
        const last = together.at(-1)?.at;
        expect(last).toBeGreaterThanOrEqual(begin + Math.floor((booked - 1) / 5) * WINDOW_MS - CLOCKS_MS);
      },
    );
  },
  { own: true },
);

function bookingsOf({ members }: Fleet): number {
  return members.reduce((sum, { bookings }) => sum + bookings, 0);
}

/** Repeats something until every member has booked a start with the others. */
async function eachBooks(fleet: Fleet, run: () => Promise<unknown>): Promise<void> {
  const before = fleet.members.map(({ bookings }) => bookings);
  for (let round = 1; round <= 10; round += 1) {
    await run();
    if (fleet.members.every(({ bookings }, index) => bookings > (before[index] ?? 0))) return;
  }
  throw new Error('They do not share their budget.');
}

function callsOf(name: string, requests: readonly JournalEntry[]): JournalEntry[] {
  return requests.filter(({ headers }) => headers['x-member'] === name);
}
