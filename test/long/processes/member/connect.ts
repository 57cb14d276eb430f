import type { RedisClient } from 'nestjs-alternative-payments/redis';
import type { MemberSettings } from './messages.js';

/** A client as an application would make it, and how it is closed. */
export interface Connection {
  readonly client: RedisClient;
  close(): void;
}

/** Comes back soon after an outage, so that the tests need not wait for the clients' longer pauses. */
const RECONNECT_MS = 100;

/** Without a listener the clients print, or throw, the errors that a test provokes when it kills the server. */
const ignore = (): void => {};

/**
 * Both with their queue of commands that wait for a connection, which is what they come with. Each is loaded where it is
 * used, since twenty processes take long enough to start.
 */
export async function connect({
  client,
  redisURL,
  isRedisUp,
}: Pick<MemberSettings, 'client' | 'redisURL' | 'isRedisUp'>): Promise<Connection> {
  return client === 'ioredis' ? connectIoredis(redisURL, isRedisUp) : connectNodeRedis(redisURL, isRedisUp);
}

async function connectIoredis(url: string, isUp: boolean): Promise<Connection> {
  const { Redis } = await import('ioredis');
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => RECONNECT_MS });
  client.on('error', ignore);
  const connected = client.connect();
  if (isUp) await connected;
  else connected.catch(ignore);
  return { client, close: () => client.disconnect() };
}

async function connectNodeRedis(url: string, isUp: boolean): Promise<Connection> {
  const { createClient } = await import('redis');
  const client = createClient({ url, socket: { reconnectStrategy: () => RECONNECT_MS } });
  client.on('error', ignore);
  const connected = client.connect();
  if (isUp) await connected;
  else connected.catch(ignore);
  return { client, close: () => client.destroy() };
}
