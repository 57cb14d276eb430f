/** What of an `ioredis` client (a `Redis` or a `Cluster`) is used. */
export interface IoredisClient {
  eval(script: string, numberOfKeys: number, ...keysAndArguments: string[]): Promise<unknown>;
  /** Only ioredis has it. */
  defineCommand(name: string, definition: never): void;
}

/** What of a `redis` (node-redis) client, cluster or pool is used. */
export interface NodeRedisClient {
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
}

/** A client for Redis or Valkey that the application already has. It stays the application's to connect and to close. */
export type RedisClient = IoredisClient | NodeRedisClient;

/** How the names of all keys begin, unless the application chooses otherwise. */
export const DEFAULT_PREFIX = 'alternative-payments:';

/** @throws TypeError if it is no client, before anything is asked of it */
export function checkClient(client: RedisClient): RedisClient {
  if (typeof (client as RedisClient | undefined)?.eval === 'function') return client;
  throw new TypeError('Give a client of ioredis or of redis (node-redis), which has eval().');
}

/**
 * Runs a Lua script on one key, with either client. Scripts alone, since a script is one step whatever else happens, and
 * both clients run it alike on one server and on a cluster.
 */
export function runScript(
  client: RedisClient,
  script: string,
  key: string,
  ...given: Array<string | number>
): Promise<unknown> {
  const texts = given.map(String);
  return 'defineCommand' in client
    ? client.eval(script, 1, key, ...texts)
    : client.eval(script, { keys: [key], arguments: texts });
}
