import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { transformWithOxc } from 'vite';
import { expect, inject, it, onTestFinished, vi } from 'vitest';
import { connectIoredis, connectNodeRedis } from '../support/redis/clients.js';
import { describeRedis } from '../support/redis/describe-redis.js';
import { OwnRedisServer } from '../support/redis/own-server.js';
import { type RedisServer, startRedis } from '../support/redis/redis-server.js';
import { uniquePrefix } from '../support/redis/unique-prefix.js';

/** What the tests want of a client: a value there and back, or a failure at once. */
type RoundTrip = () => Promise<unknown>;

const clients: Array<[string, (server: RedisServer) => Promise<RoundTrip>]> = [
  [
    'ioredis',
    async (server) => {
      const client = await connectIoredis(server, {
        enableOfflineQueue: false,
        maxRetriesPerRequest: 0,
        retryStrategy: () => 10,
      });
      const key = uniquePrefix();
      return async () => {
        await client.set(key, 'value', 'EX', 10);
        return client.get(key);
      };
    },
  ],
  [
    'node-redis',
    async (server) => {
      const client = await connectNodeRedis(server, {
        disableOfflineQueue: true,
        socket: { reconnectStrategy: () => 10 },
      });
      const key = uniquePrefix();
      return async () => {
        await client.set(key, 'value', { EX: 10 });
        return client.get(key);
      };
    },
  ],
];

describeRedis('a Redis server', () => {
  it.each(clients)('is read and written by %s', async (_client, connectTo) => {
    const roundTrip = await connectTo(await startRedis());

    expect(await roundTrip()).toBe('value');
  });
});

describeRedis(
  'a Redis server of its own',
  () => {
    it.each(clients)(
      'fails %s when it is killed, and serves it when it is started again',
      async (_client, to) => {
        const server = await startRedis({ own: true });
        const roundTrip = await to(server);
        await server.kill();
        await expect(roundTrip()).rejects.toBeInstanceOf(Error);

        await server.start();

        await vi.waitFor(async () => expect(await roundTrip()).toBe('value'), { timeout: 20_000 });
      },
    );

    it.each(clients)('keeps %s waiting while it is paused', async (_client, to) => {
      const server = await startRedis({ own: true });
      const roundTrip = await to(server);
      server.pause();
      const answer = roundTrip();
      expect(await Promise.race([answer, wait(50, 'silence')])).toBe('silence');

      server.resume();

      expect(await answer).toBe('value');
    });

    it('ends in an orderly manner even while it is paused', async () => {
      const server = await startRedis({ own: true });
      server.pause();

      await server.stop();

      expect(await accepts(server.port)).toBe(false);
    });

    it('does not take another server on its port for itself', async () => {
      const { port } = await startRedis({ own: true });

      await expect(new OwnRedisServer(command(), port).start()).rejects.toThrow('already in use');
    });

    it.each([
      ['is killed', (worker: ChildProcess) => worker.kill('SIGKILL')],
      ['is cut off from its run', (worker: ChildProcess) => worker.disconnect()],
    ])('ends when the worker that started it %s', async (_what, happenTo) => {
      const { worker, port } = await launchInWorker();
      expect(await accepts(port)).toBe(true);

      happenTo(worker);

      await vi.waitFor(async () => expect(await accepts(port)).toBe(false), { timeout: 20_000 });
    });
  },
  { own: true },
);

const command = (): readonly string[] => inject('redis').command ?? [];

/** Starts a server in a process that is connected to this one, as Vitest's workers are to the run. */
async function launchInWorker(): Promise<{ worker: ChildProcess; port: number }> {
  const file = new URL('../support/redis/own-server.ts', import.meta.url);
  const { code } = await transformWithOxc(await readFile(file, 'utf8'), file.pathname);
  const script = `${code}; process.send((await launchRedis(${JSON.stringify(command())})).port);`;
  const worker = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  onTestFinished(() => {
    worker.kill('SIGKILL');
  });
  const [port] = (await once(worker, 'message')) as [number];
  return { worker, port };
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.destroy());
    socket.on('error', () => resolve(false)).on('close', () => resolve(true));
  });
}
