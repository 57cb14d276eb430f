import { HttpService } from '@nestjs/axios';
import { type BeforeApplicationShutdown, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { SchedulerRegistry, ScheduleModule } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import {
  AccountClosedError,
  AlternativePaymentsModule,
  CredentialsRejectedError,
  TokenService,
} from 'nestjs-alternative-payments';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { startAccount, startApplication } from '../support/application.js';
import { until } from '../support/fake-time.js';
import { simulate } from '../support/simulator.js';

describe('warm-up', () => {
  it('in the background has a token ready before the first call, and does not delay the start', async () => {
    const simulator = await simulate();
    const fault = simulator.fault({ on: 'POST /oauth/token', hang: true });
    const { tokens } = await startAccount(simulator.options);
    expect(tokens.snapshot()).toMatchObject({ state: 'idle', isRefreshing: true });
    expect(fault.hits).toBeLessThanOrEqual(1);

    const other = await simulate();
    const account = await startAccount(other.options);
    await until(() => account.tokens.snapshot().state === 'valid');
    expect(other.journal.requests).toHaveLength(1);
  });

  it('in the background survives a token endpoint that refuses', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'POST /oauth/token', status: 403, body: { error: 'invalid_client' } });

    const { tokens } = await startAccount(simulator.options);

    await until(() => !tokens.snapshot().isRefreshing);
    expect(tokens.snapshot()).toMatchObject({
      state: 'rejected',
      failure: { code: 'CREDENTIALS_REJECTED', count: 1 },
    });
  });

  it('required makes the start wait for a token', async () => {
    const simulator = await simulate();
    const { tokens } = await startAccount({ ...simulator.options, warmUp: 'required' });
    expect(tokens.snapshot()).toMatchObject({ state: 'valid', generation: 1 });
  });

  it('required fails the start where none can be had', async () => {
    const simulator = await simulate();
    const options = { ...simulator.options, clientSecret: 'wrong-secret', warmUp: 'required' as const };

    const error: unknown = await startAccount(options).catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(CredentialsRejectedError);
    expect((error as Error).message).toContain('environment custom');
    expect((error as Error).message).toContain('client id "simulated-client-id"');
    expect((error as Error).message).not.toContain('wrong-secret');
  });

  it('required leaves nothing behind where it failed', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'POST /oauth/token', status: 503 });
    const module = AlternativePaymentsModule.forRoot({
      ...simulator.options,
      warmUp: 'required',
      // For that long, the start is patient.
      calls: { timeoutMs: 300 },
    });
    const testing = await Test.createTestingModule({ imports: [ScheduleModule.forRoot(), module] }).compile();

    await expect(testing.init()).rejects.toMatchObject({ code: 'TOKEN_ENDPOINT_UNAVAILABLE' });

    expect(testing.get(SchedulerRegistry, { strict: false }).getTimeouts()).toEqual([]);
    expect(testing.get(TokenService, { strict: false }).snapshot().state).toBe('closed');
  });

  it('off sends nothing until a token is needed', async () => {
    const simulator = await simulate();
    const { tokens, http } = await startAccount({ ...simulator.options, warmUp: false });
    expect(tokens.snapshot()).toMatchObject({ state: 'idle', generation: 0, secondsToExpiry: 0 });

    await firstValueFrom(http.get('/customers'));

    expect(simulator.journal.requests).toHaveLength(2);
  });
});

describe('shutdown', () => {
  it('ends a token request under way, turns its waiters away and arms nothing', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'POST /oauth/token', hang: true });
    const application = await startApplication(
      ScheduleModule.forRoot(),
      AlternativePaymentsModule.forRoot(simulator.options),
    );
    const tokens = application.get(TokenService, { strict: false });
    const http = application.get(HttpService, { strict: false });
    const outcomes = Promise.allSettled([
      tokens.getToken(),
      firstValueFrom(http.get('/customers')),
      tokens.refresh(),
    ]);
    await simulator.journal.waitFor('POST /oauth/token');

    await application.close();

    for (const outcome of await outcomes)
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'ACCOUNT_CLOSED' } });

    expect(application.get(SchedulerRegistry, { strict: false }).getTimeouts()).toEqual([]);
    expect(simulator.journal.tokenRequests).toHaveLength(1);
    await until(() => tokens.snapshot().state === 'closed');
    await until(() => simulator.connections === 0);
  });

  it('twice is fine, and afterwards every call is turned away', async () => {
    const simulator = await simulate();
    const { application, tokens, http } = await startAccount(simulator.options);
    const held = await tokens.getToken();

    await application.close();
    await application.close();
    await until(() => tokens.snapshot().state === 'closed');

    await expect(tokens.getToken()).rejects.toBeInstanceOf(AccountClosedError);
    await expect(tokens.refresh()).rejects.toBeInstanceOf(AccountClosedError);
    await expect(firstValueFrom(http.get('/customers'))).rejects.toBeInstanceOf(AccountClosedError);
    expect(() => tokens.invalidate(held)).not.toThrow();
    expect(simulator.journal.requests).toHaveLength(1);
  });

  it('leaves the API in reach while the other providers shut down', async () => {
    const simulator = await simulate();
    const statuses: number[] = [];
    @Injectable()
    class Closing implements OnModuleDestroy, BeforeApplicationShutdown {
      constructor(private readonly http: HttpService) {}
      async onModuleDestroy(): Promise<void> {
        if (statuses.length === 2) return; // The application is closed once more when the test ends.
        statuses.push((await firstValueFrom(this.http.get('/customers'))).status);
      }
      beforeApplicationShutdown(): Promise<void> {
        return this.onModuleDestroy();
      }
    }
    class Root {}
    const application = await startApplication({
      module: Root,
      imports: [ScheduleModule.forRoot(), AlternativePaymentsModule.forRoot(simulator.options)],
      providers: [Closing],
    });

    await application.close();

    expect(statuses).toEqual([200, 200]);
  });
});
