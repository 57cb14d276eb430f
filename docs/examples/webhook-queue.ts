import { createHash } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { type ConnectionOptions, type Queue, Worker } from 'bullmq';
import {
  type StoredWebhookEvent,
  WebhookDispatcher,
} from 'nestjs-alternative-payments/webhooks';

/** Makes the option `handOver` of the application that receives deliveries. */
export function handOverTo(queue: Queue<StoredWebhookEvent>) {
  return (event: StoredWebhookEvent): Promise<unknown> =>
    queue.add('webhook', event, {
      jobId: jobIdOf(event),
      // Together they outlast the lease of a worker that was killed, which is a minute.
      attempts: 10,
      backoff: { type: 'exponential', delay: 1_000 },
      removeOnComplete: { age: 7 * 24 * 3_600 },
    });
}

/** Works on the events of a queue, in an application whose webhooks have `route: false`. */
export function startWorker(
  queueName: string,
  context: INestApplicationContext,
  connection: ConnectionOptions,
): Worker<StoredWebhookEvent> {
  const dispatcher = context.get(WebhookDispatcher);
  return new Worker<StoredWebhookEvent>(
    queueName,
    (job) => dispatcher.dispatch(job.data),
    { connection },
  );
}

/** BullMQ takes no colon in an id, and no number. */
function jobIdOf({ account, tenant, body, id }: StoredWebhookEvent): string {
  const identity = JSON.stringify([account, tenant, body.topic, id]);
  return `webhook-${createHash('sha256').update(identity).digest('hex')}`;
}
