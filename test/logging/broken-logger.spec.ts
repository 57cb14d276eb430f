import { Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  AlternativePaymentsClient,
  AlternativePaymentsModule,
  TokenService,
} from 'nestjs-alternative-payments';
import { AlternativePaymentsWebhooksModule, WebhookDispatcher } from 'nestjs-alternative-payments/webhooks';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { pass, passUntil, until, useFakeTime } from '../support/fake-time.js';
import { overrideLoggerWith } from '../support/log-lines.js';
import { simulate } from '../support/simulator.js';
import { startPlatform } from '../support/tenants.js';
import { ACCOUNT, delivery, SECRET, startReceiver } from '../support/webhooks.js';
import { AWAY, TokenEndpoint } from './token-endpoint.js';

const WAYS: ReadonlyArray<[string, () => unknown]> = [
  [
    'throws',
    () => {
      throw new Error('the log is full');
    },
  ],
  ['hangs', () => new Promise(() => undefined)],
];

describe.each(WAYS)('a logger that %s', (_what, log) => {
  /** Breaks the logger, and counts what reaches it. */
  const breakLogger = (): Record<string, number> => {
    const heard: Record<string, number> = {};
    overrideLoggerWith((level) => () => {
      heard[level] = (heard[level] ?? 0) + 1;
      return log();
    });
    return heard;
  };

  it('changes nothing for an account: not its calls, not its renewals, not its end', async () => {
    const simulator = await simulate();
    const { application } = await startReceiver({ account: { ...simulator.options, warmUp: false } });
    const tokens = application.get(TokenService, { strict: false });
    const api = application.get(AlternativePaymentsClient, { strict: false });
    const heard = breakLogger();

    expect((await api.customers.list()).data).toEqual([]);
    tokens.invalidate(await tokens.getToken());
    simulator.fault({ on: 'POST /oauth/token', times: 1, status: 503 });
    simulator.fault({ on: 'GET /customers', times: 1, status: 503 });
    expect((await api.customers.list()).data).toEqual([]);
    await until(() => tokens.snapshot().state === 'valid');
    expect(heard).toMatchObject({
      verbose: expect.any(Number),
      debug: expect.any(Number),
      warn: expect.any(Number),
      log: expect.any(Number),
    });
    await application.close();
    await until(() => tokens.snapshot().state === 'closed');
  });

  it('changes nothing for a delivery', async () => {
    const { post, recorder } = await startReceiver();
    const heard = breakLogger();

    recorder.handle = () => {
      throw new Error('the handler is broken');
    };
    expect((await post({ body: delivery('invoice_paid') })).status).toBe(500);
    recorder.handle = () => undefined;
    expect((await post({ body: delivery('invoice_paid') })).status).toBe(200);
    expect((await post({ secret: 'another secret of that length', body: {} })).status).toBe(401);
    expect((await post({ body: {} })).status).toBe(400);
    expect(heard).toMatchObject({ error: 1, warn: 2 });
  });

  it('changes nothing for subscriptions', async () => {
    const simulator = await simulate();
    const endpointUrl = 'https://billing.example/hooks';
    const { application } = await startReceiver({
      account: simulator.options,
      webhooks: { subscriptions: { mode: 'create', endpointUrl, topics: ['invoice_paid'] } },
    });
    await simulator.journal.waitFor(({ method, path }) => `${method} ${path}` === 'POST /webhooks');
    const heard = breakLogger();

    const result = await application.get(WebhookDispatcher, { strict: false }).sync();

    expect(result).toEqual({ created: [], kept: ['invoice_paid'], wrong: [] });
    // The path of the route is another one.
    expect(heard).toMatchObject({ warn: expect.any(Number) });
  });

  it.each([
    ['test', { ...ACCOUNT, environment: 'production' }],
    ['production', ACCOUNT],
  ] as const)('changes nothing for the start where NODE_ENV is %s', async (environment, account) => {
    vi.stubEnv('NODE_ENV', environment);
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    let warned = 0;
    const quiet = (): void => undefined;
    const warn = (): void => {
      warned += 1;
      log();
    };
    class Root {}
    Module({
      imports: [
        AlternativePaymentsModule.forRoot(account),
        AlternativePaymentsWebhooksModule.forRoot({ secrets: SECRET }),
      ],
    })(Root);
    // Nest itself logs while it starts, and would not start.
    const testing = await Test.createTestingModule({ imports: [Root] })
      .setLogger({ log: quiet, error: quiet, warn })
      .compile();
    const application = await testing.init();
    expect(warned).toBe(1);
    await application.close();
  });

  it('changes nothing for tenants in an outage, and for the application that closes', async () => {
    useFakeTime();
    const endpoint = new TokenEndpoint(1_000);
    const { application, tenants } = await startPlatform(endpoint.options.tenants, endpoint.options);
    const names = Array.from({ length: 8 }, (_, index) => `tenant-${index}`);
    await Promise.all(names.map((name) => tenants.get(name)));
    await passUntil(() => tenants.counts().awake.valid === 8);
    const heard = breakLogger();

    endpoint.answerTo = () => AWAY;
    for (const name of names) await (await tenants.get(name)).tokenService.refresh().catch(() => undefined);
    await pass(10_000);
    expect(heard['warn']).toBe(6);
    endpoint.answerTo = () => undefined;
    await passUntil(() => tenants.counts().awake.valid === 8);
    await pass(1_000);
    expect(heard['log']).toBe(1);
    endpoint.answerTo = () => AWAY;
    for (const name of names) await (await tenants.get(name)).tokenService.refresh().catch(() => undefined);
    await application.close();
    await pass(1_100);
    expect(tenants.size).toBe(0);
  });
});
