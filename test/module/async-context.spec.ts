import { AsyncLocalStorage } from 'node:async_hooks';
import { HttpService } from '@nestjs/axios';
import { Logger } from '@nestjs/common';
import {
  AlternativePaymentsClient,
  AlternativePaymentsTenants,
  AlternativePaymentsModule,
  MemoryTokenStore,
  type SharedRateBudget,
  TokenService,
} from 'nestjs-alternative-payments';
import { getAdapter } from 'axios';
import { firstValueFrom } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebhookDispatcher } from 'nestjs-alternative-payments/webhooks';
import { AWAY, TokenEndpoint } from '../logging/token-endpoint.js';
import { startAccount, startApplication } from '../support/application.js';
import { pass, passUntil, until, useFakeTime } from '../support/fake-time.js';
import { overrideLoggerWith } from '../support/log-lines.js';
import { simulate } from '../support/simulator.js';
import { startPlatform } from '../support/tenants.js';
import { SECRET, startReceiver } from '../support/webhooks.js';

/** What a host keeps for each of its requests: a trace, a tenant, a logger with the request's id. */
const requests = new AsyncLocalStorage<string>();

/** Notes in whose context something was called. */
class Contexts {
  readonly seen = new Map<string, Set<string | undefined>>();

  note(where: string): void {
    this.seen.set(where, (this.seen.get(where) ?? new Set()).add(requests.getStore()));
  }

  of(where: string): Array<string | undefined> {
    return [...(this.seen.get(where) ?? [])];
  }
}

afterEach(() => Logger.overrideLogger(undefined as never));

describe('the async context of a caller', () => {
  it('is seen by nothing that renewals and timers call', async () => {
    const contexts = new Contexts();
    const simulator = await simulate({ tokenLifetimeSeconds: 1 });
    const { clientId, clientSecret, ...options } = simulator.options;
    const store = new MemoryTokenStore();
    const read = vi.spyOn(store, 'read');
    read.mockImplementation((...given) => {
      contexts.note('store');
      return MemoryTokenStore.prototype.read.apply(store, given);
    });
    const shared: SharedRateBudget = {
      reserve: () => {
        contexts.note('shared budget');
        return Promise.resolve(0);
      },
    };
    const application = await startApplication(
      AlternativePaymentsModule.forRoot({
        ...options,
        warmUp: false,
        pacing: { shared },
        http: {
          adapter: (config) => {
            contexts.note(config.url === '/oauth/token' ? 'token request' : 'call');
            return getAdapter('http')(config);
          },
        },
        tokenStore: { store, encryption: 'plaintext', timeoutMs: 5_000 },
        credentials: () => {
          contexts.note('credentials');
          return { clientId, clientSecret };
        },
      }),
    );
    const note = (): void => contexts.note('log');
    // Each call has a line of its own at this level, which belongs to its caller.
    const verbose = (): void => contexts.note('line of a call');
    Logger.overrideLogger({ log: note, warn: note, error: note, debug: note, verbose });
    const tokens = application.get(TokenService, { strict: false });
    tokens.events$.subscribe(({ type }) => contexts.note(`event ${type}`));

    await requests.run('first', async () => {
      const { data } = await firstValueFrom(
        application.get(HttpService, { strict: false }).get<object>('/customers'),
      );
      expect(data).toHaveProperty('data');
      await until(() => tokens.snapshot().generation === 3);
      // The newest one first, in whose place its predecessor serves, and then that.
      for (let rejected = 0; rejected < 2; rejected += 1) tokens.invalidate(await tokens.getToken());
      await until(() => tokens.snapshot().generation === 4);
    });

    expect(contexts.of('call')).toEqual(['first']);
    for (const where of [
      'credentials',
      'token request',
      'store',
      'shared budget',
      'log',
      'event refreshed',
      'event invalidated',
    ])
      expect({ where, contexts: contexts.of(where) }).toEqual({ where, contexts: [undefined] });

    expect(contexts.of('line of a call')).toEqual(['first']);
  });

  it("is seen by no tenant's resolve after the first, and by no log line of its account", async () => {
    const contexts = new Contexts();
    const simulator = await simulate({ tokenLifetimeSeconds: 1 });
    const { clientId, clientSecret, ...options } = simulator.options;
    const seen: Array<string | undefined> = [];
    const application = await startApplication(
      AlternativePaymentsModule.forRoot({
        ...options,
        tenants: {
          resolve: () => {
            seen.push(requests.getStore());
            return { clientId, clientSecret };
          },
        },
      }),
    );
    const tenants = application.get(AlternativePaymentsTenants, { strict: false });
    const { tokenService } = await requests.run('first', () => tenants.get('partner-42'));
    tokenService.events$.subscribe(() => contexts.note('event'));
    await requests.run('second', () => tokenService.getToken());
    await until(() => tokenService.snapshot().generation >= 3);

    expect(seen.length).toBeGreaterThanOrEqual(3);
    expect(seen.slice(1).every((context) => context === undefined)).toBe(true);
    expect(contexts.of('event')).toEqual([undefined]);
  });

  it('is seen by no line about many tenants, no matter who makes it due', async () => {
    useFakeTime();
    const endpoint = new TokenEndpoint(1_000);
    const { tenants } = await startPlatform(endpoint.options.tenants, endpoint.options);
    const names = Array.from({ length: 7 }, (_, index) => `tenant-${index}`);
    const contexts = new Contexts();
    const lineOf = (level: string) => (text: unknown) =>
      contexts.note(String(text).includes('of "default"') ? `${level} of the registration` : level);
    overrideLoggerWith(lineOf);
    await requests.run('first', async () => {
      for (const name of names) await (await tenants.get(name)).tokenService.getToken();
      endpoint.answerTo = () => AWAY;
      for (const name of names) await (await tenants.get(name)).tokenService.refresh().catch(() => undefined);
      await pass(10_000);
      endpoint.answerTo = (tenant) => (tenant === 'tenant-0' ? AWAY : undefined);
      await passUntil(() => tenants.counts().awake.valid === 6);
      // This tenant was the last one that failed, so the end is told while it is closed.
      await tenants.close('tenant-0');
    });
    await passUntil(() => contexts.of('log of the registration').length > 0);

    for (const where of ['warn', 'debug', 'warn of the registration', 'log of the registration'])
      expect({ where, contexts: contexts.of(where) }).toEqual({ where, contexts: [undefined] });
  });

  it('is not seen by the line that another program ends the tokens, which a call of somebody causes', async () => {
    useFakeTime();
    const simulator = await simulate();
    const { http } = await startAccount({ ...simulator.options, warmUp: false, pacing: false });
    const contexts = new Contexts();
    overrideLoggerWith(
      () => (text) => contexts.note(String(text).includes('another program revokes') ? 'told' : 'other'),
    );
    await requests.run('first', async () => {
      await http.axiosRef.get('/customers');
      for (let count = 0; count < 2; count += 1) {
        // It is long enough for the token to prove itself.
        await pass(20_000);
        simulator.revokeAllTokens();
        await http.axiosRef.get('/customers');
      }
    });
    expect(contexts.of('told')).toEqual([undefined]);
  });

  it('is seen by nothing that looks after subscriptions, even if the application was started in it', async () => {
    const simulator = await simulate();
    const contexts = new Contexts();
    const { application } = await requests.run('first', () =>
      startReceiver({
        account: simulator.options,
        webhooks: {
          secrets: () => {
            contexts.note('secrets');
            return SECRET;
          },
          subscriptions: {
            mode: 'check',
            endpointUrl: 'https://billing.example/webhooks/alternative-payments',
            topics: ['invoice_paid'],
          },
        },
      }),
    );
    await until(() => contexts.of('secrets').length > 0);
    expect(contexts.of('secrets')).toEqual([undefined]);

    await requests.run('second', () => application.get(WebhookDispatcher, { strict: false }).sync());
    expect(contexts.of('secrets')).toEqual([undefined, 'second']);
  });

  it('belongs to the calls of a typed client, and to the pages that it asks for, alone', async () => {
    const simulator = await simulate({ seed: true, tokenLifetimeSeconds: 1 });
    const contexts = new Contexts();
    const application = await startApplication(
      AlternativePaymentsModule.forRoot({
        ...simulator.options,
        http: {
          adapter: (config) => {
            contexts.note(config.url === '/oauth/token' ? 'token request' : 'call');
            return getAdapter('http')(config);
          },
        },
      }),
    );
    const api = application.get(AlternativePaymentsClient, { strict: false });
    const tokens = application.get(TokenService, { strict: false });
    await requests.run('first', () => api.customers.list({ limit: 1 }).toArray({ max: 1_000 }));
    await until(() => tokens.snapshot().generation >= 3);

    expect(contexts.of('call')).toEqual(['first']);
    expect(contexts.of('token request')).toEqual([undefined]);
  });

  it('is kept by the call itself through the queue, a pause and the wait for a token', async () => {
    const simulator = await simulate({ rateLimit: false });
    simulator.fault({ on: 'GET /customers', times: 1, status: 429 });
    const application = await startApplication(
      AlternativePaymentsModule.forRoot({
        ...simulator.options,
        warmUp: false,
        pacing: { requests: 1, perMilliseconds: 50 },
      }),
    );
    const { axiosRef } = application.get(HttpService, { strict: false });
    const contexts = new Contexts();
    const callers = Array.from({ length: 5 }, (_, index) => `caller ${index}`);

    const calls = callers.map((caller) =>
      requests.run(caller, async () => {
        const noted = <T>(value: T): T => {
          contexts.note(caller);
          return value;
        };
        await axiosRef.get('/customers', { transformRequest: noted, transformResponse: noted });
        noted(undefined);
      }),
    );
    await Promise.all(calls);

    for (const caller of callers) expect(contexts.of(caller)).toEqual([caller]);
  });
});
