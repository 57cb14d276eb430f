import { RedisTokenStore } from 'nestjs-alternative-payments/redis';
import { describe, expect, it } from 'vitest';
import { BOTH_CLIENTS, type ConnectedClient } from '../support/redis/both-clients.js';
import { describeRedis } from '../support/redis/describe-redis.js';
import { redisForFile } from '../support/redis/redis-for-file.js';
import { uniquePrefix } from '../support/redis/unique-prefix.js';
import { itKeepsTheContract } from '../support/token-store-contract.js';

const LONG_MS = 20_000;
const token = { hash: 'hash', value: 'value' };

describeRedis('a RedisTokenStore', () => {
  const server = redisForFile();

  describe.each(BOTH_CLIENTS)('with %s', (_name, connect) => {
    async function open(): Promise<ConnectedClient & { store: RedisTokenStore; prefix: string }> {
      const prefix = uniquePrefix();
      const connected = await connect(server());
      return { ...connected, prefix, store: new RedisTokenStore(connected.client, { prefix }) };
    }

    itKeepsTheContract(async () => (await open()).store);

    it('begins the name of every key with the prefix, and lets every key end', async () => {
      const { store, prefix, command, keys } = await open();
      await store.write('key', token, LONG_MS);
      await store.acquireLease('key', 'owner', LONG_MS);

      const names = await keys(`${prefix}*`);

      expect(names.toSorted()).toEqual([`${prefix}lease:{key}`, `${prefix}token:{key}`]);
      for (const name of names) {
        const ttlMs = Number(await command('PTTL', name));
        expect(ttlMs).toBeGreaterThan(0);
        expect(ttlMs).toBeLessThanOrEqual(LONG_MS);
      }
    });

    it('begins it with the name of the vendor unless told otherwise', async () => {
      const { client, command } = await open();
      const key = uniquePrefix();

      await new RedisTokenStore(client).write(key, token, 1_000);

      expect(await command('EXISTS', `alternative-payments:token:{${key}}`)).toBe(1);
    });

    it('keeps what has different prefixes apart', async () => {
      const { client, store } = await open();
      const other = new RedisTokenStore(client, { prefix: uniquePrefix() });
      await store.write('key', token, LONG_MS);
      await store.acquireLease('key', 'owner', LONG_MS);

      expect(await other.read('key')).toBeUndefined();
      expect(await other.acquireLease('key', 'owner', LONG_MS)).toBe(true);
      await other.remove('key', token.hash);
      await other.releaseLease('key', 'owner');
      expect(await store.read('key')).toMatchObject(token);
      expect(await store.acquireLease('key', 'another', LONG_MS)).toBe(false);
    });

    describe('where something foreign is', () => {
      it.each(['no-space', '', ' ', ' begins with a space', 'ends with a space '])(
        'gives no hash with a value that has none: "%s"',
        async (text) => {
          const { store, prefix, command } = await open();
          await command('SET', `${prefix}token:{key}`, text, 'PX', String(LONG_MS));

          const entry = await store.read('key');

          // No token has a hash like these, so none of them can be taken for one.
          expect(entry?.hash).not.toMatch(/^[\w-]{43}$/);
          expect(typeof entry?.value).toBe('string');
        },
      );

      it('shows that it would be kept for ever', async () => {
        const { store, prefix, command } = await open();
        await command('SET', `${prefix}token:{key}`, `${token.hash} ${token.value}`);

        expect((await store.read('key'))?.ttlMs).toBeLessThan(0);
        await store.remove('key', token.hash);
        expect(await store.read('key')).toBeUndefined();
      });

      it('rejects if it is no text, and writes over it', async () => {
        const { store, prefix, command } = await open();
        await command('RPUSH', `${prefix}token:{key}`, 'one', 'two');
        await command('PEXPIRE', `${prefix}token:{key}`, String(LONG_MS));
        await expect(store.read('key')).rejects.toThrow('WRONGTYPE');
        await expect(store.remove('key', token.hash)).rejects.toThrow('WRONGTYPE');

        await store.write('key', token, LONG_MS);

        expect(await store.read('key')).toMatchObject(token);
      });

      it.each([
        ['of somebody else', ['SET', 'another']],
        ['of a holder whose lease lost its end', ['SET', 'owner']],
        ['that is no text', ['RPUSH', 'another']],
      ])('is free if it is a lease without an end: %s', async (_what, [write = '', value = '']) => {
        const { store, prefix, command } = await open();
        await command(write, `${prefix}lease:{key}`, value);

        expect(await store.acquireLease('key', 'owner', LONG_MS)).toBe(true);

        expect(Number(await command('PTTL', `${prefix}lease:{key}`))).toBeGreaterThan(0);
        expect(await store.acquireLease('key', 'third', LONG_MS)).toBe(false);
      });

      it('is nobody’s lease', async () => {
        const { store, prefix, command } = await open();
        await command('RPUSH', `${prefix}lease:{key}`, 'one');
        await command('PEXPIRE', `${prefix}lease:{key}`, String(LONG_MS));

        expect(await store.acquireLease('key', 'owner', LONG_MS)).toBe(false);
        await expect(store.releaseLease('key', 'owner')).rejects.toThrow('WRONGTYPE');
      });
    });

    it('takes times that are no whole milliseconds', async () => {
      const { store } = await open();

      await store.write('key', token, 1_500.5);

      expect(await store.read('key')).toMatchObject(token);
      expect(await store.acquireLease('key', 'owner', 1_500.5)).toBe(true);
    });

    it('rejects when the connection is closed', async () => {
      const { client, store } = await open();
      if ('disconnect' in client && typeof client.disconnect === 'function') client.disconnect();
      else (client as { destroy?: () => void }).destroy?.();

      await expect(store.read('key')).rejects.toBeInstanceOf(Error);
    });
  });
});
