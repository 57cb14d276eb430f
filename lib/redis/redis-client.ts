/** The part of an `ioredis` client (a `Redis` or a `Cluster`) that is used. */
export interface IoredisClient {
  eval(script: string, numberOfKeys: number, ...keysAndArguments: string[]): Promise<unknown>;
  /** Only ioredis has this method. */
  defineCommand(name: string, definition: never): void;
}

/** The part of a `redis` (node-redis) client, cluster or pool that is used. */
export interface NodeRedisClient {
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
}

/** A client for Redis or Valkey that the application already has. The application connects and closes it. */
export type RedisClient = IoredisClient | NodeRedisClient;

/** Prefix of all keys, unless the application chooses another. */
export const DEFAULT_PREFIX = 'alternative-payments:';

/** @throws TypeError if this is not a client */
export function checkClient(client: RedisClient): RedisClient {
  if (typeof (client as RedisClient | undefined)?.eval === 'function') return client;
  throw new TypeError('Give a client of ioredis or of redis (node-redis), which has eval().');
}

/**
 * Runs a Lua script on one key, with either client. Only scripts are used: a script is atomic, and both
 * clients run it alike on one server and on a cluster.
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

/** Redis takes whole milliseconds, and none below 1. */
export function whole(milliseconds: number): number {
  return Math.max(1, Math.floor(milliseconds));
}
