import type { RedisClient } from 'nestjs-alternative-payments/redis';
import {
  connectIoredis,
  connectIoredisCluster,
  connectNodeRedis,
  connectNodeRedisCluster,
} from './clients.js';
import type { RedisServer } from './redis-server.js';

/** A client under test, and a way to say to the server what the package does not say. */
export interface ConnectedClient {
  readonly client: RedisClient;
  /** Has a command carried out that is about one key, which comes first, but for `EVAL`. */
  readonly command: (...words: string[]) => Promise<unknown>;
  /** The names of all keys that match a pattern. */
  readonly keys: (pattern: string) => Promise<string[]>;
}

/** Both clients that the package works with, for one server and for a cluster: rows for `describe.each`. */
export const BOTH_CLIENTS: ReadonlyArray<[string, (server: RedisServer) => Promise<ConnectedClient>]> = [
  ['ioredis', (server) => (server.isCluster ? ioredisCluster(server) : ioredis(server))],
  ['node-redis', (server) => (server.isCluster ? nodeRedisCluster(server) : nodeRedis(server))],
];

async function ioredis(server: RedisServer): Promise<ConnectedClient> {
  const client = await connectIoredis(server);
  return {
    client,
    command: (name = '', ...rest) => client.call(name, ...rest),
    keys: (pattern) => client.keys(pattern),
  };
}

async function ioredisCluster(server: RedisServer): Promise<ConnectedClient> {
  const client = await connectIoredisCluster(server);
  return {
    client,
    command: (name = '', ...rest) => client.call(name, ...rest),
    keys: async (pattern) =>
      (await Promise.all(client.nodes('master').map((node) => node.keys(pattern)))).flat(),
  };
}

async function nodeRedis(server: RedisServer): Promise<ConnectedClient> {
  const client = await connectNodeRedis(server);
  return {
    client,
    command: (...words) => client.sendCommand(words),
    keys: (pattern) => client.keys(pattern),
  };
}

async function nodeRedisCluster(server: RedisServer): Promise<ConnectedClient> {
  const client = await connectNodeRedisCluster(server);
  const keyOf = ([name, ...rest]: string[]): string | undefined => rest[name === 'EVAL' ? 2 : 0];
  return {
    client,
    command: (...words) => client.sendCommand(keyOf(words), false, words),
    keys: async (pattern) => {
      const nodes = await Promise.all(client.masters.map((node) => client.nodeClient(node)));
      return (await Promise.all(nodes.map((node) => node.keys(pattern)))).flat();
    },
  };
}
