import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DynamicModule, Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type Job, Queue } from 'bullmq';
import {
  AlternativePaymentsModule,
  type AlternativePaymentsModuleOptions,
} from 'nestjs-alternative-payments';
import { RedisDeliveryStore } from 'nestjs-alternative-payments/redis';
import {
  AlternativePaymentsWebhooksModule,
  OnWebhook,
  type StoredWebhookEvent,
  type WebhookEventOf,
} from 'nestjs-alternative-payments/webhooks';
import { expect, it, onTestFinished, vi } from 'vitest';
import { handOverTo, startWorker } from '../../docs/examples/webhook-queue.js';
import { connectIoredis } from '../support/redis/clients.js';
import { describeRedis } from '../support/redis/describe-redis.js';
import { redisForFile } from '../support/redis/redis-for-file.js';
import { uniquePrefix } from '../support/redis/unique-prefix.js';
import { simulate } from '../support/simulator.js';

const SECRET = 'a-secret-of-this-test';
const WITHIN = { timeout: 20_000 };
const body = { topic: 'invoice_paid', idempotency_key: 'in:17', entity_id: 'invoice-17' };

/** Handles each event twice, and fails with one of both at first. */
class Bookkeeping {
  readonly runs: string[] = [];

  @OnWebhook('invoice_paid')
  settle({ id }: WebhookEventOf<'invoice_paid'>): void {
    this.runs.push(`settle ${id}`);
  }

  @OnWebhook('invoice_paid')
  thank({ id }: WebhookEventOf<'invoice_paid'>): void {
    const isFirst = !this.runs.includes(`thank ${id}`);
    this.runs.push(`thank ${id}`);
    if (isFirst) throw new Error('the mail server is away');
  }
}

describeRedis('deliveries that are handed over to BullMQ', () => {
  const server = redisForFile();

  it('are handled once by a worker without a route, which tries again what has failed', async () => {
    const { queue, send, work } = await open();
    const { bookkeeping } = await work();

    // The vendor sends each delivery at least once.
    expect([await send(), await send(), await send()]).toEqual([200, 200, 200]);

    const job = await vi.waitFor(async () => {
      const [done] = await queue.getCompleted();
      expect(done).toBeDefined();
      return done as Job<StoredWebhookEvent>;
    }, WITHIN);
    expect(job.returnvalue).toBe('handled');
    expect(job.data).toMatchObject({ version: 1, id: 'in:17', account: 'default', body });
    // Only what had failed has run again.
    expect(bookkeeping.runs).toEqual(['settle in:17', 'thank in:17', 'thank in:17']);
    expect(await queue.getJobCounts()).toMatchObject({ completed: 1, failed: 0, waiting: 0, delayed: 0 });
  });

  it('are one job if the process dies between handing over and remembering it', async () => {
    const { queue, send, handOver, work } = await open();
    expect(await send()).toBe(200);
    const [job] = await queue.getJobs();

    // The next process does not know that the first one had come so far.
    await handOver((job as Job<StoredWebhookEvent>).data);

    expect(await queue.getJobCounts()).toMatchObject({ waiting: 1 });
    const { bookkeeping } = await work();
    await vi.waitFor(async () => expect(await queue.getCompletedCount()).toBe(1), WITHIN);
    expect(bookkeeping.runs.filter((run) => run.startsWith('settle'))).toHaveLength(1);
  });

  it('are not handled again by a worker that gets a second job for the same event', async () => {
    const { queue, send, work } = await open();
    await send();
    const { bookkeeping } = await work();
    const [first] = await vi.waitFor(async () => {
      const done = await queue.getCompleted();
      expect(done).toHaveLength(1);
      return done;
    }, WITHIN);

    const again = await queue.add('webhook', (first as Job<StoredWebhookEvent>).data);

    await vi.waitFor(async () => {
      const done = await queue.getCompleted();
      expect(done.find(({ id }) => id === again.id)?.returnvalue).toBe('repeated');
    }, WITHIN);
    expect(bookkeeping.runs).toHaveLength(3);
  });

  /** A process that receives deliveries and hands them over, and a way to start one that works on them. */
  async function open() {
    const { options } = await simulate();
    const prefix = uniquePrefix();
    const name = `webhooks-${randomUUID()}`;
    const store = new RedisDeliveryStore(await connectIoredis(server()), { prefix });
    const connection = await connectIoredis(server(), { maxRetriesPerRequest: null });
    const queue = new Queue<StoredWebhookEvent>(name, { connection });
    const handOver = handOverTo(queue);

    const web = await NestFactory.create(
      rootOf(options, AlternativePaymentsWebhooksModule.forRoot({ secrets: SECRET, store, handOver })),
      { logger: false, abortOnError: false },
    );
    await web.listen(0, '127.0.0.1');
    const { port } = (web.getHttpServer() as Server).address() as AddressInfo;
    onTestFinished(async () => {
      await web.close();
      await queue.obliterate({ force: true });
      await queue.close();
    });

    const work = async (): Promise<{ bookkeeping: Bookkeeping }> => {
      const context = await NestFactory.createApplicationContext(
        rootOf(options, AlternativePaymentsWebhooksModule.forRoot({ route: false, store }), Bookkeeping),
        { logger: false, abortOnError: false },
      );
      const worker = startWorker(name, context, connection);
      onTestFinished(async () => {
        await worker.close();
        await context.close();
      });
      return { bookkeeping: context.get(Bookkeeping) };
    };

    const send = async (): Promise<number> => {
      const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${SECRET}` };
      const url = `http://127.0.0.1:${port}/webhooks/alternative-payments`;
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
      await response.arrayBuffer();
      return response.status;
    };
    return { queue, handOver, send, work };
  }
});

function rootOf(
  options: AlternativePaymentsModuleOptions,
  webhooks: DynamicModule,
  ...providers: Provider[]
): DynamicModule {
  const account = AlternativePaymentsModule.forRoot({ ...options, warmUp: false });
  return { module: class Root {}, imports: [account, webhooks], providers };
}
