import { inject, onTestFinished } from 'vitest';
import { launchCluster, type OwnRedisCluster } from './own-cluster.js';
import { launchRedis, type OwnRedisServer } from './own-server.js';

/** A server that a test may share with others, and so must use under keys of its own. */
export interface RedisServer {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Whether it is a node of a cluster. */
  readonly isCluster?: boolean;
}

/** The server that runs already, or one for this test, which is gone when the test ends. */
export function startRedis(): Promise<RedisServer>;
/** A server of its own for a test that stops, kills or pauses it. */
export function startRedis(options: { own: true }): Promise<OwnRedisServer>;
export async function startRedis({ own = false } = {}): Promise<RedisServer> {
  const { url } = inject('redis');
  if (url && !own) return serverAt(url);
  const server = await startOwnRedis();
  onTestFinished(() => server.kill());
  return server;
}

/**
 * A server that outlives the test: for `beforeAll`, and to be killed in `afterAll`.
 *
 * @param settings further arguments, such as `--appendonly yes`, each word by itself
 */
export function startOwnRedis(settings?: readonly string[]): Promise<OwnRedisServer> {
  const { command, missing } = inject('redis');
  if (!command) throw new Error(missing ?? 'There is REDIS_URL only.');
  return launchRedis(command, settings);
}

/** Likewise, a cluster. */
export function startOwnCluster(): Promise<OwnRedisCluster> {
  const { command, missing } = inject('redis');
  if (!command) throw new Error(missing);
  return launchCluster(command);
}

/** The server of an address. */
export function serverAt(url: string): RedisServer {
  const { hostname, port } = new URL(url);
  return { url, host: hostname, port: Number(port || 6379) };
}
