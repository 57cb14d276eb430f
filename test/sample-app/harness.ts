import { tracingChannel } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { type OutgoingHttpHeaders, request, type Server } from 'node:http';
import { Logger } from '@nestjs/common';
import { type Simulator, startSimulator } from 'nestjs-alternative-payments/testing';
import { type SyncResult, WebhookDispatcher } from 'nestjs-alternative-payments/webhooks';
import { onTestFinished, vi } from 'vitest';
import { type RunningApplication, startApplication } from '../../sample-app/application.js';
import { Origin } from '../../sample-app/demo/origin.js';

const VARIABLES = [
  ...['', 'DEMO_'].flatMap((account) =>
    ['ENVIRONMENT', 'BASE_URL', 'CLIENT_ID', 'CLIENT_SECRET'].map(
      (name) => `ALTERNATIVE_PAYMENTS_${account}${name}`,
    ),
  ),
  'ALTERNATIVE_PAYMENTS_WEBHOOK_SECRETS',
  'WEBHOOKS_URL',
];

/** An answer of the sample application, its body as JSON if it is that. */
export interface Answer {
  status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- what it holds is what tests are about
  body: any;
}

/** The sample application while a test runs. */
export class Sample {
  readonly url: string;

  constructor(private readonly running: RunningApplication) {
    this.url = running.app.get(Origin, { strict: false }).url;
  }

  /** Starts it with these variables of the environment and no others that it knows. */
  static async start(environment: Record<string, string> = {}): Promise<Sample> {
    for (const name of VARIABLES) vi.stubEnv(name, undefined);
    for (const [name, value] of Object.entries({ HOST: '', PORT: '0', ...environment }))
      vi.stubEnv(name, value);

    const sample = new Sample(await startApplication());
    onTestFinished(async () => {
      await sample.close();
      vi.unstubAllEnvs();
      // The level that the application sets holds for the whole process.
      Logger.overrideLogger(['fatal', 'error', 'warn', 'log', 'debug', 'verbose']);
    });
    return sample;
  }

  /** Starts it with keys for both accounts, so that it takes the given simulator for the real API. */
  static async startOnRealAccounts(): Promise<{ api: Simulator; sample: Sample }> {
    const api = await startSimulator({ seed: true });
    onTestFinished(() => api.close());
    const sample = await Sample.start({ ...api.env, ...api.envFor('demo') });
    return { api, sample };
  }

  /** Address that it listens on. */
  get address(): string {
    return this.running.app.getHttpServer().address().address;
  }

  /** The simulator of the default account. */
  get simulator(): Simulator {
    const [{ simulator }] = this.running.simulated as [RunningApplication['simulated'][number]];
    return simulator;
  }

  /** What the simulator of the default account was asked for, apart from subscriptions. */
  get received(): string[] {
    return this.simulator.journal.apiRequests
      .filter(({ path }) => path !== '/webhooks')
      .map(({ method, url }) => `${method} ${url}`);
  }

  /** Looks after the subscriptions once more, after the application itself has. */
  subscribed(): Promise<SyncResult> {
    return this.running.app.get(WebhookDispatcher, { strict: false }).sync();
  }

  /** Does what a button of the dashboard does, and returns the status of the answer. */
  async press(button: string, origin: string | undefined = this.url): Promise<number> {
    const { status } = await this.send('POST', `/dashboard/${button}`, undefined, { origin });
    return status;
  }

  close(): Promise<void> {
    return this.running.app.close();
  }

  /** Sends a request with this very path, which `fetch` would rewrite. */
  async send(
    method: string,
    path: string,
    body?: object,
    headers: OutgoingHttpHeaders = body === undefined ? {} : { 'content-type': 'application/json' },
  ): Promise<Answer> {
    const { hostname, port } = new URL(this.url);
    const sent = request({ hostname, port, method, path, headers });
    sent.end(body === undefined ? undefined : JSON.stringify(body));
    const [response] = await once(sent, 'response');
    let text = '';
    for await (const chunk of response.setEncoding('utf8')) text += chunk;
    return { status: response.statusCode, body: parsed(text) };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Counts the servers that began to listen from now on and still do. */
export function countServers(): () => number {
  const servers: Server[] = [];
  const channel = tracingChannel('net.server.listen');
  const ignore = (): void => undefined;
  const note = (message: object): void => void servers.push((message as { server: Server }).server);
  const subscribers = { start: ignore, end: ignore, asyncStart: ignore, asyncEnd: note, error: ignore };
  channel.subscribe(subscribers);
  onTestFinished(() => channel.unsubscribe(subscribers));
  return () => servers.filter((server) => server.listening).length;
}
