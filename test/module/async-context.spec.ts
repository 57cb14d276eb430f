import { AsyncLocalStorage } from 'node:async_hooks';
import { HttpService } from '@nestjs/axios';
import { Logger } from '@nestjs/common';
import {
  AlternativePaymentsTenants,
  AlternativePaymentsModule,
  MemoryTokenStore,
  type SharedRateBudget,
  TokenService,
} from 'nestjs-alternative-payments';
import { firstValueFrom } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startApplication } from '../support/application.js';
import { until } from '../support/fake-time.js';
import { simulate } from '../support/simulator.js';

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

    for (const where of [
      'credentials',
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
