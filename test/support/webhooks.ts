import { randomUUID } from 'node:crypto';
import { type IncomingMessage, request as send, type RequestOptions } from 'node:http';
import {
  type INestApplication,
  Injectable,
  type LoggerService,
  Module,
  type ModuleMetadata,
  type Type,
} from '@nestjs/common';
import { AbstractHttpAdapter, NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  AlternativePaymentsModule,
  type AlternativePaymentsModuleOptions,
} from 'nestjs-alternative-payments';
import {
  AlternativePaymentsWebhooksModule,
  type AlternativePaymentsWebhooksOptions,
  type AlternativePaymentsWebhooksRegistration,
  OnWebhook,
  type WebhookEvent,
} from 'nestjs-alternative-payments/webhooks';
import { afterAll, beforeAll, onTestFinished } from 'vitest';

export const SECRET = 'the-secret-of-this-route';

/** An account that sends nothing, unless a handler asks for something. */
export const ACCOUNT: AlternativePaymentsModuleOptions = {
  environment: 'demo',
  clientId: 'id',
  clientSecret: 'secret',
  warmUp: false,
};

export const PLATFORMS = { Express: ExpressAdapter, Fastify: FastifyAdapter } as const;
export type Platform = keyof typeof PLATFORMS;

/** Notes every event, and does with it what the test says. */
@Injectable()
export class Recorder {
  readonly events: WebhookEvent[] = [];
  handle: (event: WebhookEvent) => unknown = () => undefined;

  get topics(): string[] {
    return this.events.map(({ topic }) => topic);
  }

  @OnWebhook('*')
  note(event: WebhookEvent): unknown {
    this.events.push(event);
    return this.handle(event);
  }
}

/** What the host logs. */
export class LogLines implements LoggerService {
  readonly lines: string[] = [];
  readonly log = this.add('log');
  readonly error = this.add('error');
  readonly warn = this.add('warn');
  readonly debug = this.add('debug');
  readonly verbose = this.add('verbose');
  readonly fatal = this.add('fatal');

  /** Those of ours. */
  get own(): string[] {
    return this.lines.filter((line) => line.includes('AlternativePaymentsWebhooks'));
  }

  private add(level: string) {
    return (...parts: unknown[]) => {
      this.lines.push(`${level} ${parts.map(String).join(' ')}`);
    };
  }
}

export interface Receiver {
  readonly application: INestApplication;
  readonly port: number;
  readonly logs: LogLines;
  readonly recorder: Recorder;
  readonly post: (delivery: Delivery) => Promise<Reply>;
}

export interface Setting extends Pick<ModuleMetadata, 'imports' | 'controllers' | 'providers'> {
  readonly platform?: Platform;
  readonly account?: AlternativePaymentsModuleOptions;
  readonly webhooks?: AlternativePaymentsWebhooksOptions & AlternativePaymentsWebhooksRegistration;
  readonly options?: { readonly bodyParser?: boolean; readonly rawBody?: boolean };
  readonly configure?: (application: INestApplication) => unknown;
}

/** One application for all tests of a group. */
export function receiverForAll(setting: Setting = {}): { readonly it: Receiver } {
  const group = {} as { it: Receiver };
  beforeAll(async () => {
    group.it = await open(setting);
  });
  afterAll(() => group.it.application.close());
  return group;
}

/** An application that receives webhooks on a real socket, closed when the test ends. */
export async function startReceiver(setting: Setting = {}): Promise<Receiver> {
  const receiver = await open(setting);
  onTestFinished(() => receiver.application.close());
  return receiver;
}

function open(setting: Setting): Promise<Receiver> {
  const { platform = 'Express', account = ACCOUNT, webhooks = {}, options, configure } = setting;
  const { imports = [], controllers, providers = [] } = setting;
  class Root {}
  Module({
    imports: [
      AlternativePaymentsModule.forRoot(account),
      AlternativePaymentsWebhooksModule.forRoot({ secrets: SECRET, ...webhooks }),
      ...imports,
    ],
    controllers,
    providers: [Recorder, ...providers],
  })(Root);
  return receiverOf(Root, { platform, options, configure });
}

/** An application of this root module, which the test closes. */
export async function receiverOf(
  root: Type,
  { platform = 'Express', options, configure }: Pick<Setting, 'platform' | 'options' | 'configure'> = {},
): Promise<Receiver> {
  const logs = new LogLines();
  const adapter = new PLATFORMS[platform]() as AbstractHttpAdapter;
  const application = await NestFactory.create(root, adapter, {
    logger: logs,
    abortOnError: false,
    forceCloseConnections: true,
    ...options,
  });
  try {
    await configure?.(application);
    await application.listen(0, '127.0.0.1');
  } catch (error) {
    await application.close();
    throw error;
  }
  const port = Number(new URL(await application.getUrl()).port);
  const recorder = application.get(Recorder, { strict: false });
  return { application, port, logs, recorder, post: (delivery) => post(port, delivery) };
}

/** What is sent. An object is sent as JSON. */
export interface Delivery {
  readonly path?: string;
  readonly secret?: string;
  /** Takes the place of those that are sent otherwise. */
  readonly headers?: RequestOptions['headers'] | readonly string[];
  readonly body?: unknown;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/** A delivery as the vendor sends it. */
export function delivery(topic: string, others: Readonly<Record<string, unknown>> = {}) {
  return {
    idempotency_key: randomUUID(),
    topic,
    entity_id: randomUUID(),
    timestamp: '2026-11-30T12:00:00Z',
    data: {},
    ...others,
  };
}

function post(port: number, { path, secret = SECRET, headers, body }: Delivery): Promise<Reply> {
  const isRaw = body === undefined || typeof body === 'string' || Buffer.isBuffer(body);
  const bytes = isRaw ? Buffer.from((body ?? '') as string) : Buffer.from(JSON.stringify(body));
  return new Promise((resolve, reject) => {
    const request = send({
      port,
      host: '127.0.0.1',
      method: 'POST',
      path: path ?? '/webhooks/alternative-payments',
      agent: false,
      headers: headers ?? {
        Authorization: `Bearer ${secret}`,
        'Content-Type': 'application/json',
        'Content-Length': bytes.length,
      },
    });
    request.on('error', reject);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      );
    });
    request.end(bytes);
  });
}
