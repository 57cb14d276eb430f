import { beforeAll, inject } from 'vitest';
import { type RedisServer, serverAt, startOwnRedis } from './redis-server.js';

/** One server for all tests of a file: the one that runs already, or one that ends with the file. */
export function redisForFile(): () => RedisServer {
  let server: RedisServer | undefined;
  beforeAll(async () => {
    const { url } = inject('redis');
    if (url) {
      server = serverAt(url);
      return;
    }
    const own = await startOwnRedis();
    server = own;
    return () => own.kill();
  });
  return () => {
    if (server === undefined) throw new Error('There is a server while a test runs only.');
    return server;
  };
}
