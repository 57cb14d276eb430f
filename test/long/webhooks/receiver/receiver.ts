import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { type DynamicModule, Logger, type Provider } from '@nestjs/common';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import { AlternativePaymentsClient } from 'nestjs-alternative-payments';
import { Deliveries } from '../../../../lib/webhooks/deliveries.js';
import { readDelivery } from '../../../../lib/webhooks/read-delivery.js';
import type { DeliveryStore } from '../../../../lib/store/delivery-store.js';
import { webhookEvent } from '../../../../lib/webhooks/webhook-event.factory.js';
import type { StoredWebhookEvent } from '../../../../lib/webhooks/webhook-event.js';
import { findHandlers } from '../../../../lib/webhooks/webhook-handlers.js';

/** What an application that receives deliveries consists of. */
export interface ReceiverParts {
  readonly store: DeliveryStore;
  readonly providers: Provider[];
  readonly imports?: DynamicModule[];
  readonly handOver?: (event: StoredWebhookEvent) => unknown;
}

export interface Receiver {
  /** Where to send deliveries. */
  readonly url: string;
  dispatch(event: StoredWebhookEvent): Promise<unknown>;
  close(): Promise<void>;
}

/** Starts an application that receives deliveries on a free port. */
export async function startReceiver(parts: ReceiverParts): Promise<Receiver> {
  const { store, providers, imports = [], handOver } = parts;
  const module = { module: class Root {}, imports, providers };
  const application = await NestFactory.createApplicationContext(module, { logger: false });
  const clientOf = (): AlternativePaymentsClient =>
    application.get(AlternativePaymentsClient, { strict: false });
  const deliveries = new Deliveries({
    store,
    handlers: () => findHandlers(application.get(ModulesContainer)),
    eventOf: (event) => webhookEvent(event, clientOf, 5_000),
    answerWithinMs: 5_000,
    handOver,
    logger: new Logger('AlternativePaymentsWebhooks'),
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const arrival = { account: 'default', tenant: undefined, receivedAt: new Date() };
    const event = readDelivery(await json(request), arrival);
    if ('problem' in event) throw new Error(event.problem);
    const { status } = await deliveries.receive(event.value);
    response.writeHead(status).end();
  };
  const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}/webhooks/alternative-payments`,
    dispatch: (event) => deliveries.dispatch(event),
    close: async () => {
      await deliveries.drain();
      server.close();
      server.closeAllConnections();
      await application.close();
    },
  };
}
