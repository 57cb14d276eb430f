import { Logger } from '@nestjs/common';
import { ApplicationConfig } from '@nestjs/core';
import {
  AlternativePaymentsClient,
  AlternativePaymentsModule,
  MemoryTokenStore,
  WEBHOOK_TOPICS,
} from 'nestjs-alternative-payments';
import type { Simulator, SimulatorOptions } from 'nestjs-alternative-payments/testing';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Section } from '../../lib/config/section.js';
import { routePath } from '../../lib/webhooks/route-path.js';
import { subscriptionsOf } from '../../lib/webhooks/subscription-options.js';
import { SubscriptionSync, type SubscriptionSyncParts } from '../../lib/webhooks/subscription-sync.js';
import { startApplication } from '../support/application.js';
import { simulate } from '../support/simulator.js';

const URL_OF_OURS = 'https://billing.example/webhooks/alternative-payments';
const OLD = 'the-older-secret-1111';
const NEW = 'the-newest-secret-2222';

type Subscription = Record<string, unknown> & { readonly id: string };

interface Setting {
  readonly simulator: Simulator;
  readonly client: AlternativePaymentsClient;
  /** What was logged. */
  readonly lines: string[];
  readonly sync: (parts?: Partial<SubscriptionSyncParts>, topics?: readonly string[]) => SubscriptionSync;
  readonly subscribe: (topic: string, endpoint_url?: string, secret_key?: string) => Promise<Subscription>;
  readonly list: () => Promise<Subscription[]>;
  /** How many requests changed something. */
  readonly writes: () => number;
}

async function set(options: SimulatorOptions = {}): Promise<Setting> {
  const simulator = await simulate(options);
  const application = await startApplication(AlternativePaymentsModule.forRoot(simulator.options));
  const client = application.get(AlternativePaymentsClient);
  const lines: string[] = [];
  const logger = new Logger('test');
  for (const level of ['log', 'warn'] as const)
    logger[level] = (text: unknown) => void lines.push(`${level} ${String(text)}`);
  return {
    simulator,
    client,
    lines,
    sync: (parts = {}, topics = ['invoice_paid', 'payment_failed']) =>
      new SubscriptionSync({
        account: 'default',
        client,
        subscriptions: { mode: 'create', endpointUrl: URL_OF_OURS },
        secrets: [NEW, OLD],
        handlers: () => [{ topics }],
        routePath: () => '/webhooks/alternative-payments',
        leases: new MemoryTokenStore(),
        logger,
        ...parts,
      }),
    subscribe: async (topic, endpoint_url = URL_OF_OURS, secret_key = NEW) =>
      (await client.webhooks.create({ endpoint_url, topic, secret_key })) as Subscription,
    list: () => client.webhooks.list().toArray() as Promise<Subscription[]>,
    writes: () =>
      simulator.journal.find(({ method, path }) => method !== 'GET' && path.startsWith('/webhooks')).length,
  };
}

const CHECK = { mode: 'check', endpointUrl: URL_OF_OURS } as const;

describe('Subscribing at start', () => {
  it('creates what is missing, with the newest secret', async () => {
    const { sync, list, simulator, lines } = await set();

    const result = await sync().run();

    expect(result).toEqual({ created: ['invoice_paid', 'payment_failed'], kept: [], wrong: [] });
    expect(await list()).toMatchObject(
      ['invoice_paid', 'payment_failed'].map((topic) => ({
        topic,
        endpoint_url: URL_OF_OURS,
        secret_last_4_digits: '2222',
      })),
    );
    const bodies = simulator.journal.find('POST /webhooks').map(({ body }) => JSON.parse(body) as object);
    expect(bodies).toMatchObject([{ secret_key: NEW }, { secret_key: NEW }]);
    expect(lines).toEqual(['log Subscriptions: subscribed to invoice_paid, payment_failed.']);
  });

  it('changes nothing where everything is there, and takes no lease', async () => {
    const { sync, subscribe, writes, lines } = await set();
    await subscribe('invoice_paid');
    await subscribe('payment_failed');
    const before = writes();
    const acquireLease = vi.fn<() => Promise<boolean>>();
    const leases = { acquireLease, releaseLease: () => Promise.resolve() };

    const result = await sync({ leases }).run();

    expect(result).toEqual({ created: [], kept: ['invoice_paid', 'payment_failed'], wrong: [] });
    expect(writes()).toBe(before);
    expect(acquireLease).not.toHaveBeenCalled();
    expect(lines).toEqual([]);
  });

  it('only reports what is missing with the mode "check"', async () => {
    const { sync, subscribe, writes, lines } = await set();
    await subscribe('invoice_paid');
    const before = writes();

    const result = await sync({ subscriptions: CHECK }).run();

    expect(result).toEqual({ created: [], kept: ['invoice_paid'], wrong: ['payment_failed'] });
    expect(writes()).toBe(before);
    expect(lines).toEqual([
      'warn Subscriptions: payment_failed is missing. Nothing is changed or deleted by itself.',
    ]);
  });

  it('leaves subscriptions of others and other topics at our address alone', async () => {
    const { sync, subscribe, list } = await set();
    const others = [
      await subscribe('invoice_paid', 'https://other.example/webhooks/alternative-payments'),
      await subscribe('invoice_paid', `${URL_OF_OURS}/more`),
      await subscribe('invoice_paid', URL_OF_OURS.replace('https', 'http')),
      await subscribe('customer_created'),
    ];

    const result = await sync({}, ['invoice_paid']).run();

    expect(result).toEqual({ created: ['invoice_paid'], kept: [], wrong: [] });
    expect((await list()).slice(0, others.length)).toEqual(others);
    expect(await list()).toHaveLength(others.length + 1);
  });

  it.each([
    'https://BILLING.example/webhooks/alternative-payments',
    'https://billing.example:443/webhooks/alternative-payments',
    'https://billing.example/webhooks/alternative-payments/',
  ])('takes %s for our address', async (endpointUrl) => {
    const { sync, subscribe, writes } = await set();
    await subscribe('invoice_paid', endpointUrl);
    const before = writes();

    expect(await sync({}, ['invoice_paid']).run()).toMatchObject({ created: [], kept: ['invoice_paid'] });
    const turned = sync({ subscriptions: { mode: 'create', endpointUrl } }, ['invoice_paid']);
    expect(await turned.run()).toMatchObject({ created: [], kept: ['invoice_paid'] });
    expect(writes()).toBe(before);
  });

  it('reports what is inactive, double or made with another secret, and mends none of it', async () => {
    const { sync, subscribe, simulator, list, lines } = await set();
    const inactive = await subscribe('payout_paid');
    simulator.webhooks.deactivate(inactive.id);
    const twice = [await subscribe('invoice_paid'), await subscribe('invoice_paid')];
    const older = await subscribe('payment_failed', URL_OF_OURS, OLD);
    const foreign = await subscribe('invoice_created', URL_OF_OURS, 'a-secret-of-nobody-3333');
    simulator.webhooks.subscribe(URL_OF_OURS, { topics: ['customer_created'] });
    const before = await list();
    const bare = before.at(-1)!;

    const topics = ['payout_paid', 'invoice_paid', 'payment_failed', 'invoice_created', 'customer_created'];
    const result = await sync({}, [...topics, 'payout_failed']).run();

    expect(result).toEqual({ created: ['payout_failed'], kept: [], wrong: topics });
    expect((await list()).slice(0, before.length)).toEqual(before);
    const log = lines.join('\n');
    for (const text of [
      `payout_paid is inactive (${inactive.id})`,
      `invoice_paid is there 2 times (${twice.map(({ id }) => id).join(', ')})`,
      `payment_failed was made with an older secret (${older.id})`,
      `invoice_created was made with a secret that is refused here (${foreign.id})`,
      `customer_created was made without a secret (${bare.id})`,
      'webhooks.delete(id)',
      'a rotation of the secret takes four steps',
    ])
      expect(log).toContain(text);
    expect(log).not.toMatch(/1111|2222|3333/);
  });

  it('asks the function for the secrets each time', async () => {
    const { sync, list } = await set();
    let secrets: string | string[] | undefined;
    const one = sync({ secrets: () => Promise.resolve(secrets) }, ['invoice_paid']);

    await expect(one.run()).rejects.toThrow('gives no secret');
    secrets = NEW;
    expect(await one.run()).toMatchObject({ created: ['invoice_paid'] });
    secrets = ['a-still-newer-secret-4444', NEW];
    expect(await one.run()).toMatchObject({ wrong: ['invoice_paid'] });
    expect(await list()).toHaveLength(1);
  });

  it('subscribes to all topics for handlers of all events, unless there are others', async () => {
    const { sync } = await set();

    const both = sync({ handlers: () => [{ topics: ['*'] }, { topics: ['invoice_paid'] }] });
    expect((await both.run()).created).toEqual(['invoice_paid']);
    const all = await sync({}, ['*']).run();
    expect([...all.created, ...all.kept]).toHaveLength(WEBHOOK_TOPICS.length);
    expect(await sync({}, []).run()).toEqual({ created: [], kept: [], wrong: [] });
    const listed = sync({ subscriptions: { ...CHECK, topics: ['payout_paid', 'payout_paid'] } });
    expect((await listed.run()).kept).toEqual(['payout_paid']);
  });

  it('reads all pages', async () => {
    const { sync, client, writes } = await set({ maximumLimit: 100 });
    const elsewhere = (index: number) => ({
      endpoint_url: `https://other.example/${index}`,
      topic: 'invoice_paid',
    });
    await Promise.all(Array.from({ length: 249 }, (_one, index) => client.webhooks.create(elsewhere(index))));
    await client.webhooks.create({ endpoint_url: URL_OF_OURS, topic: 'invoice_paid', secret_key: NEW });
    const before = writes();

    expect(await sync({}, ['invoice_paid']).run()).toMatchObject({ kept: ['invoice_paid'] });
    expect(writes()).toBe(before);
  });

  it('reports a topic that the API refuses, and goes on with the others', async () => {
    const { sync, lines } = await set();

    const result = await sync({}, ['dispute_opened', 'invoice_paid']).run();

    expect(result).toEqual({ created: ['invoice_paid'], kept: [], wrong: ['dispute_opened'] });
    expect(lines.join('\n')).toContain('dispute_opened is refused: ');
  });

  it('continues after a failure midway with what is still missing', async () => {
    const { sync, simulator, list } = await set();
    const topics = ['invoice_paid', 'payment_failed', 'payout_paid'];
    simulator.fault({ on: 'POST /webhooks', afterMatches: 1, times: 1, status: 500 });
    const one = sync({}, topics);

    await expect(one.run()).rejects.toMatchObject({ status: 500 });
    expect(await list()).toHaveLength(1);
    expect(await one.run()).toEqual({ created: topics.slice(1), kept: ['invoice_paid'], wrong: [] });
    expect(await list()).toHaveLength(3);
  });

  it('finds a subscription again whose creation was not answered', async () => {
    const { sync, simulator, list } = await set();
    simulator.fault({ on: 'POST /webhooks', times: 1, afterHandling: true, reset: true });
    const one = sync({}, ['invoice_paid']);

    await expect(one.run()).rejects.toMatchObject({ outcome: 'unknown' });
    expect(await one.run()).toEqual({ created: [], kept: ['invoice_paid'], wrong: [] });
    expect(await list()).toHaveLength(1);
  });
});

describe('Many processes that start at once', () => {
  const tenTimes = async ({ sync }: Setting, leases: SubscriptionSyncParts['leases']): Promise<string[]> => {
    const results = await Promise.all(Array.from({ length: 10 }, () => sync({ leases }).run()));
    return results.flatMap(({ created }) => created);
  };

  it('subscribe once if they share a store', async () => {
    const setting = await set();

    const created = await tenTimes(setting, new MemoryTokenStore());

    expect(created.toSorted()).toEqual(['invoice_paid', 'payment_failed']);
    expect(await setting.list()).toHaveLength(2);
  });

  it('may subscribe several times without a shared store, which is reported', async () => {
    const setting = await set();

    await tenTimes(setting, undefined);

    expect((await setting.list()).length).toBeGreaterThan(2);
    expect(setting.lines.join('\n')).toContain('without a "tokenStore"');
    const result = await setting.sync({ subscriptions: CHECK }).run();
    expect(result.wrong).toEqual(['invoice_paid', 'payment_failed']);
    expect(setting.lines.at(-2)).toMatch(/invoice_paid is there \d+ times/);
  });

  it('do not subscribe while the store is away', async () => {
    const { sync, writes } = await set();
    const released: string[] = [];
    const leases = {
      acquireLease: () => Promise.reject(new Error('ECONNREFUSED')),
      releaseLease: (key: string) => {
        released.push(key);
        return Promise.reject(new Error('ECONNREFUSED'));
      },
    };

    await expect(sync({ leases }).run()).rejects.toThrow(/token store cannot give the lease.*ECONNREFUSED/);
    expect(writes()).toBe(0);
    expect(released).toEqual([expect.stringMatching(/^webhooks:default:[\da-f]{64}$/)]);
  });

  it('do not overlap in one process', async () => {
    const { sync, list } = await set();
    const one = sync({ leases: undefined });

    const results = await Promise.all([one.run(), one.run(), one.run()]);

    expect(results.map(({ created }) => created.length)).toEqual([2, 0, 0]);
    expect(await list()).toHaveLength(2);
  });
});

describe('Trying in the background', () => {
  it('begins again until the API answers', async () => {
    const { sync, simulator, lines } = await set();
    const outage = simulator.fault({ on: 'GET /webhooks', status: 400 });
    const ending = new AbortController();
    onTestFinished(() => ending.abort());

    const trying = sync().keepTrying(ending.signal);
    await expect.poll(() => lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^warn Subscriptions: the next attempt follows in [12] s, because .+/);
    outage.remove();
    await trying;

    expect(lines.at(-1)).toBe('log Subscriptions: subscribed to invoice_paid, payment_failed.');
  });

  it('ends when the application closes, between attempts and within one', async () => {
    const { sync, simulator, lines, writes } = await set();
    const outage = simulator.fault({ on: 'GET /webhooks', status: 400 });
    const first = new AbortController();
    const pausing = sync().keepTrying(first.signal);
    await expect.poll(() => lines).toHaveLength(1);
    first.abort();
    await pausing;

    outage.remove();
    simulator.fault({ on: 'GET /webhooks', hang: true });
    const second = new AbortController();
    const asking = sync().keepTrying(second.signal);
    await simulator.journal.waitFor('GET /webhooks', 2);
    second.abort();
    await asking;

    const held = new MemoryTokenStore();
    simulator.clearFaults();
    const third = new AbortController();
    let asked = 0;
    const acquireLease = (): Promise<boolean> => {
      asked += 1;
      return Promise.resolve(false);
    };
    const leases = { acquireLease, releaseLease: held.releaseLease.bind(held) };
    const waiting = sync({ leases }).keepTrying(third.signal);
    await expect.poll(() => asked).toBeGreaterThan(0);
    third.abort();
    await waiting;

    expect(lines).toHaveLength(1);
    expect(writes()).toBe(0);
  });

  it('lets calls go first for which a person waits, and never fails for a logger', async () => {
    const { sync, client } = await set();
    const create = vi.spyOn(client.webhooks, 'create');
    const logger = new Logger('broken');
    logger.log = () => {
      throw new Error('the log is full');
    };

    await expect(sync({ logger }).run()).resolves.toMatchObject({ wrong: [] });

    expect(create.mock.calls.map(([, options]) => options?.priority)).toEqual(['background', 'background']);
  });
});

describe('The path of the address', () => {
  const config = (prefix: string, exclude?: string): ApplicationConfig => {
    const made = new ApplicationConfig();
    made.setGlobalPrefix(prefix);
    const pathRegex = new RegExp(`^/${exclude}$`);
    if (exclude !== undefined)
      made.setGlobalPrefixOptions({ exclude: [{ path: exclude, requestMethod: 5, pathRegex }] });
    return made;
  };

  it.each([
    [config(''), '/hooks'],
    [config('api'), '/api/hooks'],
    [config('/api/v1/'), '/api/v1/hooks'],
    [config('api', 'hooks'), '/hooks'],
    [config('api', 'other'), '/api/hooks'],
  ])('has the global prefix, unless the route is excluded from it', (given, path) => {
    expect(routePath(given, 'hooks')).toBe(path);
  });

  it('is reported if it is another one than that of the route', async () => {
    const { sync, lines } = await set();
    const run = async (path: string): Promise<string[]> => {
      lines.length = 0;
      await sync({ subscriptions: CHECK, routePath: () => path }, ['invoice_paid']).run();
      return lines.filter((line) => line.includes('the path of'));
    };

    expect(await run('/webhooks/alternative-payments/')).toEqual([]);
    expect(await run('/api/webhooks/alternative-payments')).toEqual([
      'warn Subscriptions: the path of "endpointUrl" is /webhooks/alternative-payments, and the route is at /api/webhooks/alternative-payments. Unless a proxy changes the path, no delivery arrives.',
    ]);
    expect(await run('/webhooks')).toHaveLength(1);
  });
});

describe('The option "subscriptions"', () => {
  const read = (subscriptions: unknown): { value: unknown; problems: string[] } => {
    const problems: string[] = [];
    const all = new Section({ subscriptions }, problems, (option) => `"${option}"`);
    return { value: all.section('subscriptions', subscriptionsOf), problems };
  };
  const endpointUrl = URL_OF_OURS;

  it.each([undefined, false])('is off with %j', (given) => {
    expect(read(given)).toEqual({ value: undefined, problems: [] });
  });

  it.each([
    [{ mode: 'check', endpointUrl }, 'handled'],
    [{ mode: 'create', endpointUrl: 'http://localhost:3000/hooks', topics: 'handled' }, 'handled'],
    [{ mode: 'create', endpointUrl, topics: ['invoice_paid'] }, ['invoice_paid']],
  ])('may be %j', (given, topics) => {
    expect(read(given)).toEqual({ value: { ...given, topics }, problems: [] });
  });

  it.each([
    [true, /is true. It must be false, or an object with mode, endpointUrl, topics/],
    [{ endpointUrl }, /needs "mode": "check" only reports/],
    [{ mode: 'reconcile', endpointUrl }, /"reconcile". It must be one of "check", "create"/],
    [{ mode: 'check' }, /needs "endpointUrl".*begins with "https:/],
    [{ mode: 'check', endpointUrl: 'billing.example/hooks' }, /no scheme.*such as "https:/],
    [{ mode: 'check', endpointUrl: 'http://billing.example/a' }, /http: would show.*"https:\/\/"/],
    [{ mode: 'check', endpointUrl: 'ftp://billing.example/a' }, /no scheme or is no URL/],
    [{ mode: 'check', endpointUrl: 'https://me:pw@billing.example' }, /a user or password/],
    [{ mode: 'check', endpointUrl: `${endpointUrl}#x` }, /fragment/],
    [{ mode: 'check', endpointUrl, topics: ['invoice_eaten'] }, /topics.*WEBHOOK_TOPICS/],
    [{ mode: 'check', endpointUrl, topics: [] }, /topics/],
    [{ mode: 'check', endpointUrl, tenant: 'a' }, /"tenant", which is unknown/],
  ])('refuses %j with the remedy', (given, message) => {
    const { problems } = read(given);

    expect(problems).toEqual([expect.stringMatching(message)]);
    expect(problems.join()).not.toContain('pw@');
  });
});
