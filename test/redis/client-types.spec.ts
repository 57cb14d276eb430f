import { Cluster, Redis } from 'ioredis';
import type { RedisClient } from 'nestjs-alternative-payments/redis';
import { createClient, createClientPool, createCluster, createSentinel } from 'redis';
import { expectTypeOf, it } from 'vitest';

// Checked by the compiler; nothing here connects.
it('takes what both libraries make, without a cast', () => {
  expectTypeOf<Redis>().toExtend<RedisClient>();
  expectTypeOf<Cluster>().toExtend<RedisClient>();

  const nodeRedis = () => ({
    client: createClient(),
    withOptions: createClient({ url: 'redis://127.0.0.1', RESP: 3, disableOfflineQueue: true }),
    cluster: createCluster({ rootNodes: [] }),
    pool: createClientPool(),
    sentinel: createSentinel({ name: 'main', sentinelRootNodes: [] }),
  });
  type Made = ReturnType<typeof nodeRedis>;
  expectTypeOf<Made[keyof Made]>().toExtend<RedisClient>();
});

it('takes nothing else', () => {
  expectTypeOf<{ get(key: string): Promise<string> }>().not.toExtend<RedisClient>();
  expectTypeOf<{ eval(script: string): string }>().not.toExtend<RedisClient>();
});
