import { RedisRateBudget } from 'nestjs-alternative-payments/redis';
import { describe, expect, it, vi } from 'vitest';
import { BOTH_CLIENTS, type ConnectedClient } from '../support/redis/both-clients.js';
import { describeRedis } from '../support/redis/describe-redis.js';
import { redisForFile } from '../support/redis/redis-for-file.js';
import { uniquePrefix } from '../support/redis/unique-prefix.js';

const LIMIT = { requests: 5, perMilliseconds: 1_100 };

/** So long that it is never over before a test is. */
const LONG = { requests: 5, perMilliseconds: 60_000 };

/** However busy the machine is, no booking comes too late for this. */
const WITHIN_MS = 10_000;

/** A booked start on the server's clock, in milliseconds: not exactly known, but it lies between these two. */
interface Booked {
  readonly earliest: number;
  readonly latest: number;
}

interface Opened extends ConnectedClient {
  readonly budget: RedisRateBudget;
  readonly prefix: string;
}

describeRedis('a RedisRateBudget', () => {
  const server = redisForFile();

  describe.each(BOTH_CLIENTS)('with %s', (_name, connect) => {
    async function open(): Promise<Opened> {
      const prefix = uniquePrefix();
      const connected = await connect(server());
      return { ...connected, prefix, budget: new RedisRateBudget(connected.client, { prefix }) };
    }

    it('never has more starts than the limit in any window, and wastes no time between them', async () => {
      const connected = await open();
      const bookings = Array.from({ length: 40 }, () => book(connected));

      const booked = await Promise.all(bookings);

      expect(booked.at(-1)?.latest).toBeGreaterThanOrEqual((booked[0]?.earliest ?? 0) + 7 * 1_100);
      for (const [index, { earliest, latest }] of booked.slice(LIMIT.requests).entries()) {
        const before = booked[index] as Booked;
        expect(latest - before.earliest).toBeGreaterThanOrEqual(LIMIT.perMilliseconds);
        expect(earliest - before.latest).toBeLessThanOrEqual(LIMIT.perMilliseconds);
      }
    });

    it('lets the first ones start at once, and books in the order in which they ask', async () => {
      const { budget } = await open();

      const waits = await Promise.all(
        Array.from({ length: 12 }, () => budget.reserve('key', LIMIT, WITHIN_MS)),
      );

      expect(waits.slice(0, 5)).toEqual([0, 0, 0, 0, 0]);
      // Those of one window have the distances at which the first ones asked, so that the sixth may wait the least.
      for (const [index, wait] of waits.slice(5).entries()) expect(wait).toBeGreaterThan(waits[index] ?? NaN);

      expect(Math.max(...waits)).toBeLessThanOrEqual(2 * LIMIT.perMilliseconds);
    });

    it('books from several clients in one line', async () => {
      const { budget, prefix } = await open();
      const other = new RedisRateBudget((await open()).client, { prefix });
      const limit = { requests: 3, perMilliseconds: 10_000 };

      const waits = [];
      for (const one of [budget, other, budget, other])
        waits.push(await one.reserve('key', limit, WITHIN_MS));

      expect(waits).toEqual([0, 0, 0, expect.any(Number)]);
      expect(waits[3]).toBeGreaterThan(0);
    });

    it('keeps keys apart, and prefixes', async () => {
      const { budget, client } = await open();
      const single = { requests: 1, perMilliseconds: 10_000 };
      await budget.reserve('one', single, WITHIN_MS);

      expect(await budget.reserve('other', single, WITHIN_MS)).toBe(0);
      expect(
        await new RedisRateBudget(client, { prefix: uniquePrefix() }).reserve('one', single, WITHIN_MS),
      ).toBe(0);
      expect(await budget.reserve('one', single, WITHIN_MS)).toBeGreaterThan(0);
    });

    it('keeps no more than it needs, and no longer than it needs it', async () => {
      const { budget, prefix, command, keys } = await open();
      const lengths = [];
      for (const bookings of [5, 10]) {
        for (let count = 0; count < bookings; count += 1) await budget.reserve('key', LONG, WITHIN_MS);
        lengths.push(await command('STRLEN', `${prefix}rate:key`));
      }

      expect(lengths[1]).toBe(lengths[0]);
      expect(await keys(`${prefix}*`)).toEqual([`${prefix}rate:key`]);
      const ttlMs = Number(await command('PTTL', `${prefix}rate:key`));
      expect(ttlMs).toBeGreaterThan(LONG.perMilliseconds);
      // The latest start is at most two windows ahead, and counts for one window more.
      expect(ttlMs).toBeLessThanOrEqual(3 * LONG.perMilliseconds + 1);
    });

    it('does not make a booking that comes too late', async () => {
      const { budget } = await open();
      const single = { requests: 1, perMilliseconds: 10_000 };
      // Before the first answer it does not know the clock of the server.
      await budget.reserve('another', single, WITHIN_MS);

      await expect(budget.reserve('key', single, -10_000)).rejects.toThrow('too late');

      expect(await budget.reserve('key', single, WITHIN_MS)).toBe(0);
    });

    it('counts a start no longer than the window', async () => {
      const { budget } = await open();
      const short = { requests: 1, perMilliseconds: 30 };
      await budget.reserve('key', short, WITHIN_MS);
      const wait = await budget.reserve('key', short, WITHIN_MS);
      await new Promise((resolve) => setTimeout(resolve, wait + 40));

      expect(await budget.reserve('key', short, WITHIN_MS)).toBe(0);
    });

    it.each([
      ['longer than a minute', { requests: 1, perMilliseconds: 120_000 }],
      ['of a fraction of a millisecond more', { requests: 1, perMilliseconds: 1_100.5 }],
    ])('keeps to a window %s', async (_what, limit) => {
      const { budget } = await open();
      await budget.reserve('key', limit, WITHIN_MS);

      const waits = [
        await budget.reserve('key', limit, WITHIN_MS),
        await budget.reserve('key', limit, WITHIN_MS),
      ];

      expect(waits[0]).toBeGreaterThan(0);
      expect((waits[1] ?? NaN) - (waits[0] ?? NaN)).toBeGreaterThan(0);
    });

    it('goes on with a limit that was changed', async () => {
      const { budget } = await open();
      for (let count = 0; count < 5; count += 1) await budget.reserve('key', LONG, WITHIN_MS);

      expect(await budget.reserve('key', { ...LONG, requests: 2 }, WITHIN_MS)).toBeGreaterThan(0);
      expect(await budget.reserve('key', { ...LONG, requests: 10 }, WITHIN_MS)).toBe(0);
    });

    describe('with two limits on one key, while a limit is being changed', () => {
      const fast = { requests: 5, perMilliseconds: 10_000 };
      const slow = { requests: 1, perMilliseconds: 60_000 };
      const open2 = async (): Promise<(limit: typeof fast) => Promise<number>> => {
        const { budget } = await open();
        return (limit) => budget.reserve('key', limit, WITHIN_MS);
      };

      it('does not hold up the faster one by what the slower one has booked ahead', async () => {
        const reserve = await open2();
        expect(await reserve(slow)).toBe(0);
        expect(await reserve(slow)).toBeGreaterThan(50_000);

        const waits = [];
        for (let count = 0; count < 9; count += 1) waits.push(await reserve(fast));

        expect(waits.slice(0, 4)).toEqual([0, 0, 0, 0]);
        for (const wait of waits) expect(wait).toBeLessThanOrEqual(10_000);
        expect(waits.at(-1)).toBeGreaterThan(0);
      });

      it('forgets no start of the faster one when the slower one books', async () => {
        const reserve = await open2();
        for (let count = 0; count < 5; count += 1) expect(await reserve(fast)).toBe(0);
        await reserve(slow);
        expect(await reserve(fast)).toBeGreaterThan(0);
      });

      it('lets the slower one have its turn within its own window after the others', async () => {
        const reserve = await open2();
        for (let count = 0; count < 5; count += 1) await reserve(fast);
        const first = await reserve(slow);
        expect(first).toBeGreaterThan(50_000);
        expect(first).toBeLessThanOrEqual(60_000);
        for (let count = 0; count < 20; count += 1) await reserve(fast);
        const second = await reserve(slow);
        expect(second - first).toBeLessThanOrEqual(60_000);
      });

      it('counts the starts of both, however many are booked ahead', async () => {
        const reserve = await open2();
        const double = { requests: 10, perMilliseconds: 10_000 };
        const booked: number[] = [];
        const beganAt = performance.now();
        for (let count = 0; count < 30; count += 1) {
          for (const limit of [double, fast]) {
            const wait = await reserve(limit);
            booked.push(performance.now() - beganAt + wait);
          }
        }
        // Nobody counts what a slower limit has booked later than itself, so the smaller limit may come on top.
        for (const start of booked) {
          const inWindow = booked.filter((other) => other >= start && other < start + 9_900);
          expect(inWindow.length).toBeLessThanOrEqual(double.requests + fast.requests);
        }
      });

      it('keeps nothing of a limit that is not used any more', async () => {
        const { budget, prefix, command } = await open();
        const short = { requests: 3, perMilliseconds: 20 };
        for (let count = 0; count < 3; count += 1) await budget.reserve('key', short, WITHIN_MS);
        await vi.waitFor(async () => {
          await budget.reserve('key', fast, WITHIN_MS);
          expect(await command('GET', `${prefix}rate:key`)).not.toContain('3:20000=');
        });
      });
    });

    it.each(['text', '', '1 2 x', '99999999999999999999'])(
      'begins anew where something foreign is: "%s"',
      async (text) => {
        const { budget, prefix, command } = await open();
        await command('SET', `${prefix}rate:key`, text, 'PX', '20000');

        const waits = [];
        for (let count = 0; count < 6; count += 1) waits.push(await budget.reserve('key', LONG, WITHIN_MS));

        expect(waits).toEqual([0, 0, 0, 0, 0, expect.any(Number)]);
        expect(waits[5]).toBeGreaterThan(0);
      },
    );

    it.each([
      ['lists of nothing', '5 5:1100000=,,'],
      ['times that are none', `5 5:1100000=${'9'.repeat(30)}`],
      ['times that are none of another limit', `5 1:1000=${'9'.repeat(30)},`],
    ])('goes on where something foreign holds %s', async (_what, text) => {
      const { budget, command, prefix } = await open();
      await command('SET', `${prefix}rate:key`, text);

      expect(await budget.reserve('key', LIMIT, WITHIN_MS)).toBe(0);
      expect(await budget.reserve('key', LIMIT, WITHIN_MS)).toBe(0);
    });

    it('rejects where something foreign is no text', async () => {
      const { budget, prefix, command } = await open();
      await command('RPUSH', `${prefix}rate:key`, 'one');
      await command('PEXPIRE', `${prefix}rate:key`, '20000');

      await expect(budget.reserve('key', LIMIT, WITHIN_MS)).rejects.toThrow('WRONGTYPE');
    });
  });
});

/** Asks the server for its time before and after, on one connection, which keeps the order. */
async function book({ budget, command, prefix }: Opened): Promise<Booked> {
  const time = (): Promise<unknown> => command('EVAL', `return redis.call('TIME')`, '1', `${prefix}rate:key`);
  const [before, wait, after] = await Promise.all([time(), budget.reserve('key', LIMIT, WITHIN_MS), time()]);
  return { earliest: milliseconds(before) + wait, latest: milliseconds(after) + wait };
}

function milliseconds(time: unknown): number {
  const [seconds, micros] = time as [string, string];
  return Number(seconds) * 1_000 + Number(micros) / 1_000;
}
