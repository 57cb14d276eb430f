import type { RedisClient } from 'nestjs-alternative-payments/redis';
import { connectIoredis, connectNodeRedis } from './clients.js';
import type { RedisServer } from './redis-server.js';

/** A client under test, and a way to say to the server what the package does not say. */
export interface ConnectedClient {
  readonly client: RedisClient;
  readonly command: (...words: string[]) => Promise<unknown>;
}

/** Both clients that the package works with: rows for `describe.each`. */
export const BOTH_CLIENTS: ReadonlyArray<[string, (server: RedisServer) => Promise<ConnectedClient>]> = [
  [
    'ioredis',
    async (server) => {
      const client = await connectIoredis(server);
      return { client, command: (name = '', ...rest) => client.call(name, ...rest) };
    },
  ],
  [
    'node-redis',
    async (server) => {
      const client = await connectNodeRedis(server);
      return { client, command: (...words) => client.sendCommand(words) };
    },
  ],
];
