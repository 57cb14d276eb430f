import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { createClient, createCluster, type RedisClientOptions } from 'redis';
import { onTestFinished } from 'vitest';

/** Where to connect to. */
interface Address {
  readonly url: string;
}

/** Without a listener the clients print, or throw, the errors that a test provokes when it kills the server. */
const ignore = (): void => {};

/** A connected client that is closed when the test ends. */
export async function connectIoredis({ url }: Address, options: RedisOptions = {}): Promise<Redis> {
  const client = new Redis(url, { ...options, lazyConnect: true });
  client.on('error', ignore);
  onTestFinished(() => client.disconnect());
  await client.connect();
  return client;
}

type NodeRedis = ReturnType<typeof createClient>;

/** A connected client that is closed when the test ends. */
export async function connectNodeRedis(
  { url }: Address,
  options: Omit<RedisClientOptions, 'url'> = {},
): Promise<NodeRedis> {
  const client = createClient({ ...options, url });
  client.on('error', ignore);
  onTestFinished(() => client.destroy());
  await client.connect();
  return client;
}

/** The same for a cluster, of which a node is given. */
export async function connectIoredisCluster({ url }: Address): Promise<Cluster> {
  const client = new Cluster([url], { lazyConnect: true });
  client.on('error', ignore);
  onTestFinished(() => client.disconnect());
  await client.connect();
  return client;
}

/** The same for a cluster, of which a node is given. */
export async function connectNodeRedisCluster({ url }: Address) {
  const client = createCluster({ rootNodes: [{ url }] });
  client.on('error', ignore);
  onTestFinished(() => {
    if (client.isOpen) client.destroy();
  });
  await client.connect();
  return client;
}
