import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import type { INestApplication, Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  AlternativePaymentsModule,
  type AlternativePaymentsModuleOptions,
} from 'nestjs-alternative-payments';
import {
  AlternativePaymentsWebhooksModule,
  type AlternativePaymentsWebhooksOptions,
} from 'nestjs-alternative-payments/webhooks';

/** What the sender authenticates itself with. */
export const SECRET = 'a-secret-of-this-test';

/** What an application that receives deliveries consists of. */
export interface ReceiverParts {
  readonly api: AlternativePaymentsModuleOptions;
  readonly webhooks: Omit<AlternativePaymentsWebhooksOptions, 'secrets'>;
  readonly providers: Provider[];
}

export interface Receiver {
  /** Where to send deliveries. */
  readonly url: string;
  readonly application: INestApplication;
}

/** Starts an application that receives deliveries on a free port. */
export async function startReceiver({ api, webhooks, providers }: ReceiverParts): Promise<Receiver> {
  const imports = [
    AlternativePaymentsModule.forRoot({ ...api, warmUp: false }),
    AlternativePaymentsWebhooksModule.forRoot({ ...webhooks, secrets: SECRET }),
  ];
  const module = { module: class Root {}, imports, providers };
  const application = await NestFactory.create(module, { logger: false, abortOnError: false });
  await application.listen(0, '127.0.0.1');
  const { port } = (application.getHttpServer() as Server).address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/webhooks/alternative-payments`, application };
}
