import { type RedisClient, RedisDeliveryStore } from 'nestjs-alternative-payments/redis';
import { expect, it, vi } from 'vitest';
import { connectIoredis, connectNodeRedis } from '../support/redis/clients.js';
import { describeRedis } from '../support/redis/describe-redis.js';
import { redisForFile } from '../support/redis/redis-for-file.js';
import { startRedis } from '../support/redis/redis-server.js';
import { uniquePrefix } from '../support/redis/unique-prefix.js';
import { delivery, type Receiver, startReceiver } from '../support/webhooks.js';

const receiverWith = (client: RedisClient, prefix: string): Promise<Receiver> =>
  startReceiver({ webhooks: { store: new RedisDeliveryStore(client, { prefix }), answerWithinMs: 500 } });

describeRedis('two applications with one Redis', () => {
  const server = redisForFile();

  it('handle once what comes to both of them', async () => {
    const prefix = uniquePrefix();
    const receivers = [
      await receiverWith(await connectIoredis(server()), prefix),
      await receiverWith(await connectNodeRedis(server()), prefix),
    ];
    const bodies = Array.from({ length: 20 }, () => delivery('invoice_paid'));

    const replies = await Promise.all(
      bodies.flatMap((body) => receivers.map(async ({ post }) => (await post({ body })).status)),
    );

    const handled = receivers.flatMap(({ recorder }) => recorder.events.map(({ id }) => id));
    expect(handled.toSorted()).toEqual(bodies.map(({ idempotency_key }) => idempotency_key).toSorted());
    // What the other one works on is to come again.
    expect(replies.filter((status) => status !== 200 && status !== 503)).toEqual([]);
    for (const body of bodies)
      for (const { post } of receivers) expect((await post({ body })).status).toBe(200);
    expect(receivers.flatMap(({ recorder }) => recorder.events)).toHaveLength(bodies.length);
  });
});

describeRedis(
  'a Redis that is away',
  () => {
    // With their default settings, which hold some commands back and fail others.
    it.each([
      ['ioredis', connectIoredis],
      ['node-redis', connectNodeRedis],
    ] as const)(
      'with %s has deliveries sent again, runs no handler, and comes back',
      async (_name, connect) => {
        const server = await startRedis({ own: true });
        const { post, recorder } = await receiverWith(await connect(server), uniquePrefix());
        expect((await post({ body: delivery('before') })).status).toBe(200);
        await server.kill();
        const body = delivery('meanwhile');

        expect((await post({ body })).status).toBe(503);
        expect(recorder.topics).toEqual(['before']);

        await server.start();
        await vi.waitFor(async () => expect((await post({ body })).status).toBe(200), { timeout: 20_000 });
        expect(recorder.topics).toEqual(['before', 'meanwhile']);
      },
    );
  },
  { own: true },
);
