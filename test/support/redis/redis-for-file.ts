import { beforeAll, inject } from 'vitest';
import { type RedisServer, serverAt, startOwnCluster, startOwnRedis } from './redis-server.js';

/** One server, or cluster, for all tests of a file: the one that runs already, or one that ends with the file. */
export function redisForFile(): () => RedisServer {
  let server: RedisServer | undefined;
  beforeAll(async () => {
    const { url, isCluster } = inject('redis');
    if (url) {
      server = serverAt(url);
      return;
    }
    const own = await (isCluster ? startOwnCluster() : startOwnRedis());
    server = own;
    return () => own.kill();
  });
  return () => {
    if (server === undefined) throw new Error('There is a server while a test runs only.');
    return server;
  };
}
