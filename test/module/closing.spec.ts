import { Agent } from 'node:http';
import type { Readable } from 'node:stream';
import { HttpService } from '@nestjs/axios';
import { Controller, Get, Global, Inject, Injectable, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  AccountClosedError,
  AlternativePaymentsTenants,
  AlternativePaymentsModule,
  type AlternativePaymentsModuleOptions,
  getHttpServiceToken,
  isOutcomeUnknown,
  TokenService,
} from 'nestjs-alternative-payments';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startAccount, startApplication } from '../support/application.js';
import { until } from '../support/fake-time.js';
import { startRawServer } from '../support/raw-server.js';
import { simulate } from '../support/simulator.js';

const HOOKS = ['onModuleDestroy', 'beforeApplicationShutdown', 'onApplicationShutdown'] as const;

/** Like the worker of a queue: the job that is under way calls twice before the worker is closed. */
function workers(statuses: Map<string, number[]>): Type[] {
  return HOOKS.map((hook) => {
    @Injectable()
    class Worker {
      constructor(@Inject(getHttpServiceToken()) private readonly http: HttpService) {}
      async [hook](): Promise<void> {
        if (statuses.has(hook)) return; // The application is closed once more when the test ends.
        const seen: number[] = [];
        statuses.set(hook, seen);
        seen.push((await this.http.axiosRef.get('/customers')).status);
        await new Promise((resolve) => setTimeout(resolve, 100));
        seen.push((await this.http.axiosRef.post('/customers', CUSTOMER)).status);
      }
    }
    return Worker;
  });
}

const CUSTOMER = { name: 'Blue Harbor', email: 'ap@blueharbor.example' };

type Registration = ReturnType<typeof AlternativePaymentsModule.forRoot>;

/** Where a host may list the module of its workers. */
const WIRINGS: Record<string, (registration: Registration, providers: Type[]) => Type[]> = {
  'a feature module before ours': (ours, providers) => [moduleOf([feature(providers), ours])],
  'a feature module after ours': (ours, providers) => [moduleOf([ours, feature(providers)])],
  'a global module before ours': (ours, providers) => [moduleOf([globally(feature(providers)), ours])],
  'a global module after ours': (ours, providers) => [moduleOf([ours, globally(feature(providers))])],
  'the root module': (ours, providers) => [moduleOf([ours], providers)],
  'a global module that registers ours': (ours, providers) => [globally(moduleOf([ours], providers))],
};

function moduleOf(imports: Array<Type | Registration>, providers: Type[] = []): Type {
  class Wired {}
  Module({ imports, providers })(Wired);
  return Wired;
}

function feature(providers: Type[]): Type {
  return moduleOf([AlternativePaymentsModule], providers);
}

function globally(module: Type): Type {
  Global()(module);
  return module;
}

describe('workers that finish their last job while the application closes', () => {
  it.each(Object.keys(WIRINGS))('reach the API in every hook, listed in %s', async (wiring) => {
    const simulator = await simulate();
    const statuses = new Map<string, number[]>();
    const registration = AlternativePaymentsModule.forRoot({ ...simulator.options, warmUp: false });
    const imports = WIRINGS[wiring]?.(registration, workers(statuses)) ?? [];
    const application = await startApplication(...imports);

    await application.close();

    expect(Object.fromEntries(statuses)).toEqual(Object.fromEntries(HOOKS.map((hook) => [hook, [200, 201]])));
  });

  it.each(HOOKS)('reach the accounts of their tenants as well: %s', async (hook) => {
    const simulator = await simulate();
    const { clientId, clientSecret, ...options } = simulator.options;
    const statuses: number[] = [];
    @Injectable()
    class Worker {
      constructor(private readonly tenants: AlternativePaymentsTenants) {}
      async [hook](): Promise<void> {
        for (const tenant of statuses.length === 0 ? ['known', 'met only now'] : []) {
          const { httpService } = await this.tenants.get(tenant);
          statuses.push((await httpService.axiosRef.get('/customers')).status);
        }
      }
    }
    const registration = AlternativePaymentsModule.forRoot({
      ...options,
      tenants: { resolve: () => ({ clientId, clientSecret }) },
    });
    const application = await startApplication(
      globally(moduleOf([AlternativePaymentsModule], [Worker])),
      registration,
    );
    await application.get(AlternativePaymentsTenants, { strict: false }).get('known');

    await application.close();

    expect(statuses).toEqual([200, 200]);
  });
});

type Lookup = (host: string, options: object, found: (...given: unknown[]) => void) => void;

/** A call, and what became of it. */
interface Ended {
  readonly status?: number;
  readonly error?: Error;
}

const outcomeOf = (call: Promise<{ readonly status: number }>): Promise<Ended> =>
  call.then(
    ({ status }) => ({ status }),
    (error: Error) => ({ error }),
  );

describe('a call that is under way when the application closes', () => {
  it('is waited for if it changes something and is on the wire', async () => {
    const simulator = await simulate();
    // Longer than the second for which other calls go on.
    simulator.fault({ on: '* /customers/*', delayMs: 1_500, status: 200, body: { id: 'cus_1' } });
    const { application, http } = await startAccount(simulator.options);
    const order: string[] = [];
    const calls = ['POST', 'PUT', 'PATCH', 'DELETE'].map((method) => {
      const ended = outcomeOf(http.axiosRef.request({ method, url: '/customers/cus_1', data: CUSTOMER }));
      void ended.then(({ status }) => order.push(`${method} ${status}`));
      return ended;
    });
    await until(() => simulator.journal.find('* /customers/*').length === calls.length);

    await application.close();
    order.push('closed');

    await Promise.all(calls);
    expect(order.slice(0, -1).toSorted()).toEqual(['DELETE 200', 'PATCH 200', 'POST 200', 'PUT 200']);
    expect(order.at(-1)).toBe('closed');
  });

  it('is waited for as well if it begins while another is waited for', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'POST /customers/first', delayMs: 500, status: 200, body: {} });
    simulator.fault({ on: 'POST /customers/second', delayMs: 1_500, status: 200, body: {} });
    const { application, http } = await startAccount(simulator.options);
    const order: string[] = [];
    const post = async (name: string): Promise<void> => {
      const { error } = await outcomeOf(http.axiosRef.post(`/customers/${name}`, CUSTOMER));
      order.push(error === undefined ? name : error.message);
    };

    const first = post('first');
    await simulator.journal.waitFor('POST /customers/first');
    const closing = application.close().then(() => order.push('closed'));
    // Nest comes to our hook a few turns later; a request that was not on the wire then would be ended.
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    const second = post('second');
    await Promise.all([first, second, closing]);

    expect(order).toEqual(['first', 'second', 'closed']);
  });

  it('ends at once, as never sent, while its connection is only being made', async () => {
    const simulator = await simulate();
    let isSilent = false;
    const lookup = vi.fn<Lookup>((_host, _options, found) => {
      if (!isSilent) found(null, [{ address: '127.0.0.1', family: 4 }]);
    });
    const { application, http, tokens } = await startAccount({
      ...simulator.options,
      baseURL: simulator.baseURL.replace('127.0.0.1', 'localhost'),
      http: { lookup: lookup as never, httpAgent: new Agent({ keepAlive: false }) },
    });
    await tokens.getToken();
    isSilent = true;
    const before = lookup.mock.calls.length;
    const connecting = outcomeOf(http.axiosRef.post('/customers', CUSTOMER));
    await until(() => lookup.mock.calls.length > before);

    const isOver = connecting.then(() => tokens.snapshot().state);
    await application.close();

    expect(await isOver).toBe('valid');
    const { error } = await connecting;
    expect(error).toBeInstanceOf(AccountClosedError);
    expect(isOutcomeUnknown(error)).toBe(false);
    expect(simulator.journal.find('POST /customers')).toEqual([]);
  });

  it("is waited for on a tenant's account as well", async () => {
    const simulator = await simulate();
    const { clientId, clientSecret, ...options } = simulator.options;
    const application = await startApplication(
      AlternativePaymentsModule.forRoot({
        ...options,
        tenants: { resolve: () => ({ clientId, clientSecret }) },
      }),
    );
    const { httpService } = await application
      .get(AlternativePaymentsTenants, { strict: false })
      .get('partner-42');
    simulator.fault({ on: 'POST /customers', delayMs: 300 });
    const ended = outcomeOf(httpService.axiosRef.post('/customers', CUSTOMER));
    await simulator.journal.waitFor('POST /customers');

    await application.close();

    expect(await ended).toEqual({ status: 201 });
  });

  it('goes on for a second if it changes nothing, and is ended then', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'GET /customers/soon', delayMs: 300, status: 200, body: {} });
    simulator.fault({ on: 'GET /customers/never', hang: true });
    const { application, http } = await startAccount(simulator.options);
    const soon = outcomeOf(http.axiosRef.get('/customers/soon'));
    const never = outcomeOf(http.axiosRef.get('/customers/never'));
    await simulator.journal.waitFor('GET /customers/soon');
    await simulator.journal.waitFor('GET /customers/never');

    await application.close();

    expect(await soon).toEqual({ status: 200 });
    const { error } = await never;
    expect(error).toBeInstanceOf(AccountClosedError);
    expect(error).toMatchObject({ code: 'ACCOUNT_CLOSED' });
  });

  it('goes on for a second as a stream that was handed out, and is ended then', async () => {
    const api = await startRawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Length: 1000\r\n\r\nid;total');
    });
    const { application, http } = await startAccount(api.options);
    const { data: body } = await http.axiosRef.get<Readable>('/export', { responseType: 'stream' });
    const read: string[] = [];
    const ended = (async () => {
      for await (const piece of body) read.push(String(piece));
    })().catch((error: unknown) => error);

    await application.close();

    expect(await ended).toMatchObject({ code: 'ACCOUNT_CLOSED' });
    expect(read.join('')).toBe('id;total');
    await until(() => api.sockets.size === 0);
  });

  it('ends at once while it waits for a token', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'POST /oauth/token', hang: true });
    const { application, http, tokens } = await startAccount({ ...simulator.options, warmUp: false });
    const waiting = [
      outcomeOf(http.axiosRef.post('/customers', CUSTOMER)),
      outcomeOf(http.axiosRef.get('/customers')),
      outcomeOf(tokens.getToken() as never),
      outcomeOf(tokens.refresh() as never),
    ];
    await simulator.journal.waitFor('POST /oauth/token');

    const isOver = Promise.all(waiting).then(() => tokens.snapshot().state);
    await application.close();

    // It is not yet closed, since another module might still have to call.
    expect(await isOver).not.toBe('closed');
    for (const { error } of await Promise.all(waiting)) expect(error).toBeInstanceOf(AccountClosedError);
  });

  it('ends at once while it waits for its turn', async () => {
    const simulator = await simulate();
    const { application, http, tokens } = await startAccount({
      ...simulator.options,
      pacing: { requests: 2, perMilliseconds: 60_000 },
    });
    await http.axiosRef.get('/customers');
    const waiting = outcomeOf(http.axiosRef.post('/customers', CUSTOMER));

    const isOver = waiting.then(() => tokens.snapshot().state);
    await application.close();

    expect(await isOver).toBe('valid');
    const { error } = await waiting;
    expect(error).toBeInstanceOf(AccountClosedError);
    expect(isOutcomeUnknown(error)).toBe(false);
    expect(simulator.journal.find('POST /customers')).toEqual([]);
  });

  it('ends at once while it pauses before another attempt, with the answer that it has', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'POST /customers', status: 429, headers: { 'retry-after': '20' } });
    const { application, http } = await startAccount(simulator.options);
    const pausing = outcomeOf(http.axiosRef.post('/customers', CUSTOMER));
    await simulator.journal.waitFor('POST /customers');
    await until(() => simulator.connections > 0);
    // The answer is read in a later turn than it is written.
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));

    await application.close();

    const { error } = await pausing;
    expect(error).toMatchObject({ response: { status: 429 }, cause: { code: 'ACCOUNT_CLOSED' } });
    expect(simulator.journal.find('POST /customers')).toHaveLength(1);
  });
});

describe('a closed application', () => {
  it('takes calls until none has come for a second, and none for longer than a call may take', async () => {
    const simulator = await simulate();
    const { application, http, tokens } = await startAccount({
      ...simulator.options,
      calls: { timeoutMs: 2_500 },
    });
    await tokens.getToken();
    await application.close();

    const statuses: number[] = [];
    let refused: unknown;
    while (refused === undefined) {
      await http.axiosRef.get('/customers').then(
        ({ status }) => statuses.push(status),
        (error: unknown) => (refused = error),
      );
      await new Promise((resolve) => setTimeout(resolve, 100));
    }

    expect(refused).toBeInstanceOf(AccountClosedError);
    expect(statuses.length).toBeGreaterThan(0);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(tokens.snapshot().state).toBe('closed');
  });

  it('renews no token, though a late call gets one', async () => {
    const simulator = await simulate({ tokenLifetimeSeconds: 1 });
    const { application, http, tokens } = await startAccount({ ...simulator.options, warmUp: false });
    await tokens.getToken();
    await application.close();
    const atClosing = simulator.journal.tokenRequests.length;
    await until(() => tokens.snapshot().generation === 0);
    expect(simulator.journal.tokenRequests).toHaveLength(atClosing);

    const late = outcomeOf(http.axiosRef.get('/customers'));

    // By the law of the second it may also have come too late, but then nothing was sent.
    const { status, error } = await late;
    expect(status ?? (error as AccountClosedError).code).toBeOneOf([200, 'ACCOUNT_CLOSED']);
    await until(() => tokens.snapshot().state === 'closed');
    expect(simulator.journal.tokenRequests.length).toBe(atClosing + (status === 200 ? 1 : 0));
  });
});

describe('an HTTP application', () => {
  it('answers what it has taken before it closes', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'GET /customers', delayMs: 300 });
    @Controller('customers')
    class Customers {
      constructor(@Inject(HttpService) private readonly http: HttpService) {}
      @Get()
      async list(): Promise<number> {
        await this.http.axiosRef.get('/customers');
        return (await this.http.axiosRef.get('/customers')).status;
      }
    }
    class Root {}
    const options: AlternativePaymentsModuleOptions = simulator.options;
    Module({ imports: [AlternativePaymentsModule.forRoot(options)], controllers: [Customers] })(Root);
    const application = await NestFactory.create(Root, { logger: false });
    onTestFinished(() => application.close());
    await application.listen(0, '127.0.0.1');
    const answer = fetch(`${await application.getUrl()}/customers`, { headers: { connection: 'close' } });
    await simulator.journal.waitFor('GET /customers');

    await application.close();

    expect(await (await answer).text()).toBe('200');
    await until(() => application.get(TokenService, { strict: false }).snapshot().state === 'closed');
  });
});
