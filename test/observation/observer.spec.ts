import { Logger, Module } from '@nestjs/common';
import {
  AlternativePaymentsClient,
  AlternativePaymentsModule,
  AlternativePaymentsTenants,
  TokenService,
  type AlternativePaymentsModuleOptions,
  getHttpServiceToken,
} from 'nestjs-alternative-payments';
import type { HttpService } from '@nestjs/axios';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type CallRecord, OBSERVER, type Observer, type TokenRequestRecord } from '../../lib/wing.js';
import { startWith } from '../support/application.js';
import { failureOf } from '../support/failure-of.js';
import { simulate } from '../support/simulator.js';

const QUICK = { callBackoff: { baseMs: 5, maxMs: 10 } };
const CUSTOMER = { name: 'Acme', email: 'ap@acme.example' };

/** An application with one account, of which everything is observed. */
async function observed(options: AlternativePaymentsModuleOptions, observer: Observer) {
  @Module({ providers: [{ provide: OBSERVER, useValue: observer }], exports: [OBSERVER] })
  class Observing {}
  const application = await startWith(QUICK, AlternativePaymentsModule.forRoot(options), {
    module: Observing,
    global: true,
  });
  const http = application.get<HttpService>(getHttpServiceToken(), { strict: false });
  return { application, http: http.axiosRef };
}

/** What was logged about a failing observer. */
function complaints(): unknown[] {
  const warn = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  onTestFinished(() => warn.mockRestore());
  return warn.mock.calls as unknown[];
}

const failing = (): never => {
  throw new Error('the observer is broken');
};
const rejecting = (): Promise<never> => Promise.reject(new Error('the observer is broken'));
const never = (): Promise<never> => new Promise(() => undefined);

type Around = <T>(record: unknown, run: () => Promise<T>) => Promise<T>;

/** What an observer may do wrong although what it observes has run. */
const AFTER: Record<string, Around> = {
  'throws after the answer': async (_record, run) => {
    await run();
    return failing();
  },
  'returns something else': (async (_record, run) => {
    await run();
    return 'else';
  }) as Around,
  'returns before the answer': ((_record, run) => {
    void run();
    return Promise.resolve();
  }) as Around,
  'hides a failure': (async (_record, run) => {
    await run().catch(() => undefined);
  }) as Around,
  'runs it twice': async (_record, run) => {
    await run();
    return run();
  },
  'runs it twice at once': async (_record, run) => {
    void run();
    return run();
  },
  'never settles after the answer': async (_record, run) => {
    await run();
    return never();
  },
  'freezes what it is told': (record, run) => {
    for (const one of [record, ...Object.values(record as object)]) Object.freeze(one);
    return run();
  },
  'awaits something before it runs it': async (_record, run) => {
    await new Promise((resolve) => setImmediate(resolve));
    return run();
  },
};

/** What it may do wrong before anything has run. */
const BEFORE: Record<string, Around> = {
  'throws at once': failing,
  'rejects at once': rejecting,
  'returns without running it': (() => Promise.resolve()) as unknown as Around,
  'returns nothing': (() => undefined) as unknown as Around,
  'throws where it had run it': ((_record, run) => {
    void run();
    failing();
  }) as Around,
};

const ALL = Object.entries({ ...BEFORE, ...AFTER });

describe.each(['call', 'attempt'] as const)('an observer of each %s', (what) => {
  it.each(ALL)('that %s changes nothing for the caller', async (_name, around) => {
    complaints();
    const simulator = await simulate();
    const { http } = await observed(simulator.options, { [what]: around });

    const answer = await http.post<{ id: string }>('/customers', CUSTOMER);
    simulator.fault({ on: 'GET /customers/missing', times: 1, status: 503 });
    const refusal = await failureOf(http.get('/customers/missing'));

    expect(answer.status).toBe(201);
    expect(answer.data.id).toBeTypeOf('string');
    expect(refusal).toMatchObject({ isAxiosError: true, response: { status: 404 } });
    expect(simulator.journal.find('POST /customers')).toHaveLength(1);
  });

  it('that never runs it ends with the time of the call, and nothing is sent', async () => {
    const simulator = await simulate();
    const { http } = await observed({ ...simulator.options, calls: { timeoutMs: 50 } }, { [what]: never });

    const failure = await failureOf(http.post('/customers', CUSTOMER));

    expect(failure).toMatchObject({ code: 'CALL_TIMED_OUT' });
    expect(simulator.journal.find('POST /customers')).toEqual([]);
  });

  it('that never runs it ends with the signal of the caller, and nothing is sent', async () => {
    const simulator = await simulate();
    const { http } = await observed(simulator.options, { [what]: never });
    const controller = new AbortController();

    const failure = failureOf(http.post('/customers', CUSTOMER, { signal: controller.signal }));
    controller.abort();

    expect(await failure).toMatchObject({ code: 'ERR_CANCELED' });
    expect(simulator.journal.find('POST /customers')).toEqual([]);
  });

  it('that runs it once the call has ended sends nothing', async () => {
    const simulator = await simulate();
    let late: (() => Promise<unknown>) | undefined;
    const { http } = await observed(
      { ...simulator.options, calls: { timeoutMs: 50 } },
      {
        [what]: (_record: CallRecord, run: () => Promise<unknown>) => {
          late = run;
          return never();
        },
      },
    );
    await failureOf(http.post('/customers', CUSTOMER));

    await late?.().catch(() => undefined);

    expect(late).toBeDefined();
    expect(simulator.journal.find('POST /customers')).toEqual([]);
  });
});

describe('a failing observer', () => {
  it('is reported once, in one line', async () => {
    const lines = complaints();
    const simulator = await simulate();
    const { http } = await observed(simulator.options, {
      call: failing,
      attempt: rejecting,
      tokenRequest: failing,
      tokenEvent: failing,
      cause: failing,
    });

    await http.get('/customers');
    await http.get('/customers');

    const own = lines.flat().filter((line) => String(line).includes('observer'));
    expect(own).toEqual([expect.stringContaining('the observer is broken')]);
  });

  it('is not reported for the failure of a call, which it passes on', async () => {
    const lines = complaints();
    const simulator = await simulate();
    const { http } = await observed(simulator.options, {
      call: (_record, run) => run(),
      attempt: async (_record, run) => await run(),
    });

    await failureOf(http.get('/customers/missing'));

    expect(lines.flat().filter((line) => String(line).includes('observer'))).toEqual([]);
  });
});

describe('an observer of token requests', () => {
  it.each([...ALL, ['never runs it', never] as [string, Around]])(
    'that %s changes nothing',
    async (_name, around) => {
      complaints();
      const simulator = await simulate();
      const { application, http } = await observed(
        { ...simulator.options, warmUp: false },
        { tokenRequest: around, tokenEvent: failing, cause: failing },
      );

      expect((await http.get('/customers')).status).toBe(200);

      await application.get(TokenService, { strict: false }).refresh();
      expect(simulator.journal.tokenRequests).toHaveLength(2);
    },
  );

  it('that is asynchronous where it should not be leaves no rejection unhandled', async () => {
    const lines = complaints();
    const simulator = await simulate();
    const { http } = await observed(simulator.options, {
      tokenEvent: rejecting as unknown as Observer['tokenEvent'] & object,
    });

    await http.get('/customers');
    await new Promise((resolve) => setImmediate(resolve));

    expect(lines.flat().filter((line) => String(line).includes('observer'))).toHaveLength(1);
  });

  it('is told why, whence, by whose doing, and what it came to', async () => {
    const simulator = await simulate();
    const records: TokenRequestRecord[] = [];
    const { application, http } = await observed(
      { ...simulator.options, warmUp: false },
      {
        cause: () => 'the caller',
        tokenRequest: (record, run) => {
          records.push(record);
          return run();
        },
      },
    );
    await http.get('/customers');
    simulator.fault({ on: 'POST /oauth/token', times: 1, status: 503 });
    await failureOf(application.get(TokenService, { strict: false }).refresh());

    expect(records).toMatchObject([
      {
        account: 'default',
        environment: 'custom',
        reason: 'demand',
        cause: 'the caller',
        source: 'endpoint',
      },
      { reason: 'requested', code: 'TOKEN_ENDPOINT_UNAVAILABLE' },
    ]);
    expect(records[0]).not.toHaveProperty('tenant');
    expect(records[1]).not.toHaveProperty('source');
  });
});

describe('what an observer of calls is told', () => {
  /** Notes the record of each call once the call has ended. */
  function noting(): { records: CallRecord[]; observer: Observer } {
    const records: CallRecord[] = [];
    const observer: Observer = {
      call: async (record, run) => {
        try {
          return await run();
        } finally {
          records.push(record);
        }
      },
    };
    return { records, observer };
  }

  it('is where the call went, how often it was sent and why, and its last status', async () => {
    const simulator = await simulate();
    const { records, observer } = noting();
    const { http } = await observed(simulator.options, observer);
    const { hostname, port } = new URL(simulator.baseURL);
    simulator.fault({ on: 'GET /customers', times: 1, status: 503 });
    simulator.fault({ on: 'GET /customers', times: 1, status: 429 });

    await http.get('/customers', {
      alternativePayments: { operation: 'nightly.sync', priority: 'background' },
    });

    expect(records).toMatchObject([
      {
        account: 'default',
        environment: 'custom',
        address: hostname,
        port: Number(port),
        method: 'GET',
        operation: 'nightly.sync',
        priority: 'background',
        attempts: 3,
        resends: ['server_error', 'rate_limited'],
        status: 200,
        isOutcomeUnknown: false,
        isCancelled: false,
      },
    ]);
    expect(records[0]?.waitedMs.pause).toBeGreaterThan(0);
  });

  it('is a rejected token as the reason for a resend, and a lost connection', async () => {
    const simulator = await simulate();
    const { records, observer } = noting();
    const { http } = await observed(simulator.options, observer);
    await http.get('/customers');
    simulator.revokeAllTokens();
    await http.get('/customers');
    simulator.fault({ on: 'GET /customers', times: 1, reset: true });
    await http.get('/customers');

    expect(records.map(({ resends }) => resends)).toEqual([[], ['rejected_token'], ['connection_lost']]);
  });

  it('is that the outcome is unknown, and that the caller gave up', async () => {
    const simulator = await simulate();
    const { records, observer } = noting();
    const { http } = await observed(simulator.options, observer);
    simulator.fault({ on: 'POST /customers', times: 1, reset: true });
    await failureOf(http.post('/customers', CUSTOMER));
    simulator.fault({ on: 'GET /customers', times: 1, delayMs: 60_000 });
    const controller = new AbortController();
    const given = failureOf(http.get('/customers', { signal: controller.signal }));
    await simulator.journal.waitFor('GET /customers');
    controller.abort();
    await given;

    expect(records).toMatchObject([
      { attempts: 1, isOutcomeUnknown: true, isCancelled: false },
      { attempts: 1, isOutcomeUnknown: false, isCancelled: true },
    ]);
    expect(records[0]).toHaveProperty('status', undefined);
  });

  it('is the name of the operation, for a call of the client', async () => {
    const simulator = await simulate();
    const { records, observer } = noting();
    const { application } = await observed(simulator.options, observer);
    const client = application.get(AlternativePaymentsClient, { strict: false });

    await client.customers.list();
    await client.request({ method: 'GET', path: '/customers' });

    expect(records.map(({ operation }) => operation)).toEqual(['customers.list', undefined]);
  });

  it('is the tenant, from the call that opens its account on, once for each call', async () => {
    const simulator = await simulate();
    const { records, observer } = noting();
    const { clientId, clientSecret, ...rest } = simulator.options;
    const { application } = await observed(
      { ...rest, tenants: { resolve: (id) => (id === 'nobody' ? undefined : { clientId, clientSecret }) } },
      observer,
    );
    const tenants = application.get(AlternativePaymentsTenants, { strict: false });

    await tenants.client('acme').customers.list();
    await tenants.client('acme').customers.list();
    await failureOf(tenants.client('nobody').customers.list());

    expect(records).toMatchObject([
      { account: 'default', tenant: 'acme', status: 200, attempts: 1 },
      { account: 'default', tenant: 'acme', status: 200, attempts: 1 },
      { account: 'default', tenant: 'nobody', attempts: 0 },
    ]);
    expect(records[0]?.waitedMs.account).toBeGreaterThan(0);
    expect(records[1]?.waitedMs.account).toBe(0);
  });
});
