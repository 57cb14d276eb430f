import { type RedisClient, RedisDeliveryStore } from 'nestjs-alternative-payments/redis';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { itKeepsTheContract } from '../support/delivery-store-contract.js';
import { BOTH_CLIENTS, type ConnectedClient } from '../support/redis/both-clients.js';
import { describeRedis } from '../support/redis/describe-redis.js';
import { redisForFile } from '../support/redis/redis-for-file.js';
import { uniquePrefix } from '../support/redis/unique-prefix.js';

const LONG_MS = 20_000;
const MONTH_MS = 30 * 24 * 3_600_000;

interface Opened extends ConnectedClient {
  readonly store: RedisDeliveryStore;
  readonly prefix: string;
}

describeRedis('a RedisDeliveryStore', () => {
  const server = redisForFile();

  describe.each(BOTH_CLIENTS)('with %s', (_name, connect) => {
    async function open(): Promise<Opened> {
      const prefix = uniquePrefix();
      const connected = await connect(server());
      return { ...connected, prefix, store: new RedisDeliveryStore(connected.client, { prefix }) };
    }

    /** Claims, and returns the lease. */
    async function leaseOf({ store }: Opened, leaseMs = LONG_MS): Promise<string> {
      const claim = await store.claim('key', leaseMs);
      if (claim.state !== 'claimed') throw new Error(`The delivery is ${claim.state}.`);
      return claim.lease;
    }

    const ttlOf = async ({ command, prefix }: Opened): Promise<number> =>
      Number(await command('PTTL', `${prefix}delivery:key`));

    itKeepsTheContract(async () => (await open()).store);

    it('keeps one key for a delivery, which begins with the prefix, and lets it end in every state', async () => {
      const opened = await open();
      const { store, prefix, keys } = opened;
      const lease = await leaseOf(opened);
      const claimed = await ttlOf(opened);
      await store.markHandler('key', lease, 'Books.settle');
      const marked = await ttlOf(opened);
      await store.claim('key', LONG_MS, lease);
      const extended = await ttlOf(opened);
      await store.release('key', lease);
      const released = await ttlOf(opened);
      await store.complete('key', await leaseOf(opened), LONG_MS);
      const completed = await ttlOf(opened);

      expect(await keys(`${prefix}*`)).toEqual([`${prefix}delivery:key`]);
      // The handlers that are done are remembered for as long as the vendor may send the delivery again.
      for (const ttlMs of [claimed, marked, extended, released]) {
        expect(ttlMs).toBeGreaterThan(MONTH_MS - LONG_MS);
        expect(ttlMs).toBeLessThanOrEqual(MONTH_MS);
      }
      expect(completed).toBeGreaterThan(0);
      expect(completed).toBeLessThanOrEqual(LONG_MS);
    });

    it('leaves nothing of a delivery that was released before any handler was done', async () => {
      const opened = await open();
      await opened.store.release('key', await leaseOf(opened));

      expect(await opened.keys(`${opened.prefix}*`)).toEqual([]);
    });

    it('keeps of a delivery that was handled no more than that', async () => {
      const opened = await open();
      const lease = await leaseOf(opened);
      await opened.store.markHandler('key', lease, 'x'.repeat(10_000));
      await opened.store.complete('key', lease, LONG_MS);

      expect(await opened.command('HLEN', `${opened.prefix}delivery:key`)).toBe(1);
    });

    it('begins the name with the name of the vendor unless told otherwise', async () => {
      const { client, command } = await open();
      const key = uniquePrefix();
      const store = new RedisDeliveryStore(client);
      const claim = await store.claim(key, LONG_MS);
      await store.complete(key, claim.state === 'claimed' ? claim.lease : '', LONG_MS);

      expect(await command('EXISTS', `alternative-payments:delivery:${key}`)).toBe(1);
    });

    it('keeps what has different prefixes apart', async () => {
      const opened = await open();
      const other = new RedisDeliveryStore(opened.client, { prefix: uniquePrefix() });
      await opened.store.complete('key', await leaseOf(opened), LONG_MS);

      expect((await other.claim('key', 1_000)).state).toBe('claimed');
      expect((await opened.store.claim('key', LONG_MS)).state).toBe('done');
    });

    it('decides leases by the clock of the server, whatever the clock here says', async () => {
      const opened = await open();
      const lease = await leaseOf(opened);
      const { now } = Date;
      const clock = vi.spyOn(Date, 'now').mockImplementation(() => now() + 2 * LONG_MS);
      onTestFinished(() => clock.mockRestore());

      expect((await opened.store.claim('key', LONG_MS)).state).toBe('busy');

      // What the server compares with its own time.
      await opened.command('HSET', `${opened.prefix}delivery:key`, 'ends', '1');
      expect(await leaseOf(opened)).not.toBe(lease);
    });

    it('answers alike if the client has sent a claim twice, because the connection broke', async () => {
      const { client, prefix } = await open();
      const answers: unknown[] = [];
      const twice = {
        ...('defineCommand' in client && { defineCommand: (): void => {} }),
        eval: async (...given: never[]) => {
          const send = client.eval.bind(client) as (...all: never[]) => Promise<unknown>;
          answers.push(await send(...given), await send(...given));
          return answers.at(-1);
        },
      } as RedisClient;

      const claim = await new RedisDeliveryStore(twice, { prefix }).claim('key', LONG_MS);

      expect(claim.state).toBe('claimed');
      expect(answers[1]).toEqual(answers[0]);
    });

    it('takes times that are no whole milliseconds', async () => {
      const opened = await open();
      const lease = await leaseOf(opened, 1_500.5);
      expect(await opened.store.claim('key', 1_500.5)).toMatchObject({ state: 'busy' });

      await opened.store.complete('key', lease, 1_500.5);

      expect(await opened.store.claim('key', LONG_MS)).toEqual({ state: 'done' });
    });

    it('rejects where the key holds something foreign', async () => {
      const { store, prefix, command } = await open();
      await command('RPUSH', `${prefix}delivery:key`, 'one');
      await command('PEXPIRE', `${prefix}delivery:key`, String(LONG_MS));

      for (const reason of await failuresOf(store)) expect(String(reason)).toContain('WRONGTYPE');
    });

    it('rejects when the connection is closed', async () => {
      const { client, store } = await open();
      if ('disconnect' in client && typeof client.disconnect === 'function') client.disconnect();
      else (client as { destroy?: () => void }).destroy?.();

      for (const reason of await failuresOf(store)) expect(reason).toBeInstanceOf(Error);
    });

    it('shows nothing of the connection when it is printed', async () => {
      const { store } = await open();

      expect(Object.keys(store)).toEqual([]);
    });
  });

  it('refuses what is no client', () => {
    expect(() => new RedisDeliveryStore({} as never)).toThrow(TypeError);
  });
});

/** Why each of the four methods rejects. */
async function failuresOf(store: RedisDeliveryStore): Promise<unknown[]> {
  const calls = [
    store.claim('key', LONG_MS),
    store.markHandler('key', 'lease', 'Books.settle'),
    store.complete('key', 'lease', LONG_MS),
    store.release('key', 'lease'),
  ];
  const ends = await Promise.allSettled(calls);
  return ends.map((end) => (end.status === 'rejected' ? end.reason : 'It has not rejected.'));
}
