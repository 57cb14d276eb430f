import { setImmediate as turn } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  AlternativePaymentsClient,
  AlternativePaymentsModule,
  getAlternativePaymentsToken,
  getTokenServiceToken,
  type Page,
  type TokenService,
} from 'nestjs-alternative-payments';
import { type Simulator, startSimulator } from 'nestjs-alternative-payments/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { failureOf } from '../support/failure-of.js';
import { until } from '../support/fake-time.js';

const COUNT = 250;
const NAMES = Array.from({ length: COUNT }, (_, index) => `Company ${String(index + 1).padStart(3, '0')}`);

/** No test lasts long enough to see its end. */
const WINDOW_MS = 600_000;

let simulator: Simulator;
let application: INestApplicationContext;
let api: AlternativePaymentsClient;

beforeAll(async () => {
  simulator = await startSimulator({
    rateLimit: false,
    seed: NAMES.map((name, index) => ({ name, email: `billing${index + 1}@example.com` })),
  });
  const { options } = simulator;
  const paced = (requests: number) => ({
    ...options,
    warmUp: false as const,
    pacing: { requests, perMilliseconds: WINDOW_MS },
    calls: { timeoutMs: WINDOW_MS * 2 },
  });
  const testing = await Test.createTestingModule({
    imports: [
      AlternativePaymentsModule.forRoot({ ...options, calls: { retries: 0 } }),
      // A token request and the first page use this up.
      AlternativePaymentsModule.forRoot({ name: 'two-starts', ...paced(2) }),
      AlternativePaymentsModule.forRoot({ name: 'three-starts', ...paced(3) }),
      // Its key is refused in the end, and it is left alone then.
      AlternativePaymentsModule.forRoot({ name: 'refused', ...options, warmUp: false }),
    ],
  }).compile();
  application = await testing.init();
  api = application.get(AlternativePaymentsClient, { strict: false });
});

function clientOf(name: string): AlternativePaymentsClient {
  return application.get(getAlternativePaymentsToken(name), { strict: false });
}

afterEach(() => {
  simulator.clearFaults();
  simulator.journal.clear();
});

afterAll(async () => {
  await application.close();
  await simulator.close();
});

/** The API answers the next requests with these bodies, one after the other. */
function answers(...bodies: object[]): void {
  for (const body of bodies) simulator.fault({ on: 'GET /customers', times: 1, body });
}

function page(ids: readonly string[], cursors: object = {}): object {
  return { data: ids.map((id) => ({ id })), has_next_page: false, has_previous_page: false, ...cursors };
}

const follows = (end_cursor: string): object => ({ has_next_page: true, end_cursor });

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const idsOf = (items: ReadonlyArray<{ readonly id: string }>): string[] => items.map(({ id }) => id);
const namesOf = (items: ReadonlyArray<{ readonly name?: string }>): unknown[] =>
  items.map(({ name }) => name);

/** The lists that were asked for, each by its query. */
const asked = (): Array<Record<string, string>> =>
  simulator.journal.find('GET /customers').map(({ query }) => Object.fromEntries(query));

describe('a list', () => {
  it.each([
    ['no item', { company_name: 'nobody' }, [], 1],
    ['one', { company_name: 'Company 007' }, ['Company 007'], 1],
    ['exactly one page', { limit: 250 }, NAMES, 1],
    ['one more than a page', { limit: 249 }, NAMES, 2],
    ['three pages', { limit: 100 }, NAMES, 3],
    ['the size of page that the API takes', {}, NAMES, 3],
  ])('gives all its items, in order and each once: %s', async (_what, params, names, requests) => {
    expect(namesOf(await all(api.customers.list(params)))).toEqual(names);
    expect(asked()).toHaveLength(requests);
  });

  it('gives its first page where it is awaited', async () => {
    const first = await api.customers.list({ limit: 2 });
    expect(first).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    expect(namesOf(first.data)).toEqual(NAMES.slice(0, 2));
    expect(first.endCursor).toEqual(expect.any(String));
    expect(asked()).toHaveLength(1);
  });

  it('gives its pages one after the other, each asked for only when the one before is done with', async () => {
    let seen = 0;
    for await (const { data, hasNextPage } of api.customers.list({ limit: 100 }).pages()) {
      seen += 1;
      expect(asked()).toHaveLength(seen);
      expect(data).toHaveLength(seen === 3 ? 50 : 100);
      expect(hasNextPage).toBe(seen < 3);
    }
    expect(seen).toBe(3);
  });

  it('keeps its filters on every page, in whatever state the caller has left them', async () => {
    const params: { company_name: string; limit: number } = { company_name: 'Company 00', limit: 4 };
    const list = api.customers.list(params);
    Object.assign(params, { company_name: 'Company 1', limit: 100 });
    expect(namesOf(await all(list))).toEqual(NAMES.slice(0, 9));
    expect(asked().map(({ company_name, limit }) => [company_name, limit])).toEqual(
      Array(3).fill(['Company 00', '4']),
    );
  });

  it('keeps what the types do not know of its filters, also where a page has options of its own', async () => {
    const first = await api.customers.list({ limit: 100 }, { extraQuery: { city: 'Toledo' } });
    const second = await first.nextPage({ headers: { 'x-mine': '1' } });
    await second?.nextPage();
    expect(asked().map(({ city }) => city)).toEqual(['Toledo', 'Toledo', 'Toledo']);
    expect(simulator.journal.find('GET /customers').map(({ headers }) => headers['x-mine'])).toEqual([
      undefined,
      '1',
      undefined,
    ]);
  });

  it('takes a frozen filter, and does not change one', async () => {
    const params = Object.freeze({ limit: 100 });
    await all(api.customers.list(params, Object.freeze({})));
    expect(params).toEqual({ limit: 100 });
  });

  it('sends a cursor back as it came', async () => {
    answers(page(['a'], follows('a+b/c==&d=é%2B ')), page(['b']));
    expect(idsOf(await all(api.customers.list()))).toEqual(['a', 'b']);
    expect(asked()[1]).toEqual({ after: 'a+b/c==&d=é%2B ' });
  });

  it('walks on from an empty page, and from one that is shorter than its limit', async () => {
    answers(page(['a', 'b'], follows('1')), page([], follows('2')), page(['c'], follows('3')), page(['d']));
    expect(idsOf(await all(api.customers.list({ limit: 2 })))).toEqual(['a', 'b', 'c', 'd']);
    expect(asked().map(({ after }) => after)).toEqual([undefined, '1', '2', '3']);
  });

  it('ends where the API says that no page follows, though it gives a cursor', async () => {
    answers(page(['a'], { has_next_page: false, end_cursor: 'more' }));
    expect(idsOf(await all(api.customers.list({ limit: 1 })))).toEqual(['a']);
    expect(asked()).toHaveLength(1);
  });

  it.each([
    ['cursors in "pagination"', { data: [{ id: 'a' }], pagination: follows('1') }, 2],
    ['a bare array', [{ id: 'a' }], 1],
    ['"data" alone', { data: [{ id: 'a' }] }, 1],
    ['cursors that are null', { data: [{ id: 'a' }], end_cursor: null, start_cursor: null }, 1],
  ])('is read in each form that it may come in: %s', async (_what, first, requests) => {
    answers(first, page(['b']));
    expect(idsOf(await all(api.customers.list()))).toEqual(requests === 2 ? ['a', 'b'] : ['a']);
    expect(asked()).toHaveLength(requests);
  });

  it('has no items where "data" is null, and hands on rows of whatever form', async () => {
    answers({ data: null, has_next_page: true, end_cursor: '1' }, { data: [null, 'text', {}] });
    expect(await all(api.customers.list())).toEqual([null, 'text', {}]);
  });

  it.each([
    ['no list', { data: { id: 'a' } }],
    ['nothing', {}],
    ['a page that does not say whether another follows', { data: [{ id: 'a' }], end_cursor: '1' }],
    ['the same in "pagination"', { data: [{ id: 'a' }], pagination: { end_cursor: '1' } }],
  ])('is refused rather than cut: %s', async (_what, body) => {
    answers(body);
    expect(await failureOf(all(api.customers.list()))).toMatchObject({ code: 'UNEXPECTED_ANSWER' });
  });

  it('is refused rather than cut where it is walked backwards', async () => {
    answers({ data: [{ id: 'a' }], start_cursor: '1', has_next_page: true });
    expect(await failureOf(all(api.customers.list({ before: 'x' })))).toMatchObject({
      code: 'UNEXPECTED_ANSWER',
    });
  });
});

describe('a walk whose cursors lead nowhere', () => {
  it.each([
    ['another page, and no cursor', [page(['a'], { has_next_page: true })], ['a']],
    ['an empty cursor', [page(['a'], follows(''))], ['a']],
    ['the same cursor twice', [page(['a'], follows('1')), page(['b'], follows('1'))], ['a', 'b']],
    [
      'a circle of two',
      [page(['a'], follows('1')), page(['b'], follows('2')), page(['c'], follows('1'))],
      ['a', 'b', 'c'],
    ],
  ])('ends with an error once everything before is given: %s', async (_what, bodies, ids) => {
    answers(...bodies);
    const seen: string[] = [];
    const failure = await failureOf(
      (async () => {
        for await (const { id } of api.customers.list()) seen.push(id);
      })(),
    );
    expect(failure).toMatchObject({
      code: 'PAGE_ITERATION_FAILED',
      message: expect.stringContaining('customers.list'),
    });
    expect(seen).toEqual(ids);
    expect(asked()).toHaveLength(bodies.length);
    // Going on from there would give the same items without end.
    expect(failure).not.toHaveProperty('resumeAfter', expect.anything());
  });

  it('ends at once where the first page leads back to its own cursor', async () => {
    answers(page(['a'], follows('start')));
    expect(await failureOf(all(api.customers.list({ after: 'start' })))).toMatchObject({
      code: 'PAGE_ITERATION_FAILED',
    });
    expect(asked()).toHaveLength(1);
  });

  it('is found backwards as well', async () => {
    const precedes = { has_previous_page: true, start_cursor: '1' };
    answers(page(['b'], precedes), page(['a'], precedes));
    expect(await failureOf(all(api.customers.list({ before: 'end' })))).toMatchObject({
      code: 'PAGE_ITERATION_FAILED',
    });
  });

  it('is none where the list has become shorter when it is walked again', async () => {
    answers(page(['a'], follows('1')), page(['b'], follows('2')), page(['c'], follows('3')), page(['d']));
    const list = api.customers.list();
    expect(idsOf(await all(list))).toEqual(['a', 'b', 'c', 'd']);
    // The customer "b" was archived in the meantime.
    answers(page(['c'], follows('3')), page(['d']));
    expect(idsOf(await all(list))).toEqual(['a', 'c', 'd']);
  });
});

describe('a walk that is ended by its caller', () => {
  it('asks for nothing more after break', async () => {
    for await (const _ of api.customers.list({ limit: 1 })) break;
    for await (const _ of api.customers.list({ limit: 1 }).pages()) break;
    await turn();
    expect(asked()).toHaveLength(2);
  });

  it.each([
    [0, 1],
    [1, 1],
    [3, 1],
    [4, 2],
    [6, 2],
    [1_000, 84],
  ])('take(%i) asks for no page more than needed', async (count, requests) => {
    const list = api.customers.list({ limit: 3 });
    const items = await all(list.take(count));
    await list;
    expect(namesOf(items)).toEqual(NAMES.slice(0, count));
    expect(asked()).toHaveLength(requests);
  });

  it('takes no page more where its consumer breaks off within take()', async () => {
    for await (const _ of api.customers.list({ limit: 1 }).take(5)) break;
    await turn();
    expect(asked()).toHaveLength(1);
  });

  it.each([-1, 1.5, Number.NaN, Infinity, '3', null])('refuses take(%s) and toArray()', async (count) => {
    const list = api.customers.list({ limit: 1 });
    expect(await failureOf(all(list.take(count as number)))).toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(await failureOf(list.toArray({ max: count as number }))).toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
    await list;
  });
});

describe('toArray()', () => {
  it('gives as many items as allowed, and an error in place of one more', async () => {
    expect(namesOf(await api.customers.list({ limit: 100 }).toArray({ max: 250 }))).toEqual(NAMES);
    const failure = await failureOf(api.customers.list({ limit: 100 }).toArray({ max: 249 }));
    expect(failure).toMatchObject({ code: 'PAGE_ITERATION_FAILED', message: expect.stringContaining('249') });
  });

  it('allows none, and no page beyond the one that is too many', async () => {
    expect(await api.customers.list({ company_name: 'nobody' }).toArray({ max: 0 })).toEqual([]);
    simulator.journal.clear();
    await failureOf(api.customers.list({ limit: 10 }).toArray({ max: 15 }));
    expect(asked()).toHaveLength(2);
  });

  it('allows ten thousand unless told otherwise', async () => {
    const rows = (from: number, count: number): string[] =>
      Array.from({ length: count }, (_, index) => `cus_${from + index}`);
    answers(page(rows(0, 9_999), follows('1')), page(['last']));
    expect(await api.customers.list().toArray()).toHaveLength(10_000);
    answers(page(rows(0, 10_000), follows('1')), page(['one too many']));
    expect(await failureOf(api.customers.list().toArray())).toMatchObject({ code: 'PAGE_ITERATION_FAILED' });
  });
});

describe('a list that is walked backwards', () => {
  it('gives the pages that precede a cursor, and ends at the first item', async () => {
    const { startCursor } = await api.customers.list({ limit: 1, company_name: 'Company 010' });
    simulator.journal.clear();
    const pages = await all(api.customers.list({ before: startCursor, limit: 4 }).pages());
    expect(pages.map(({ data }) => namesOf(data))).toEqual([
      NAMES.slice(5, 9),
      NAMES.slice(1, 5),
      NAMES.slice(0, 1),
    ]);
    expect(asked().every(({ after }) => after === undefined)).toBe(true);
    expect(pages[0]).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
  });

  it.each([{ after: 'a', before: 'b' }, { before: null }, { after: '' }, [], 'text', null])(
    'sends nothing for %j',
    async (params) => {
      expect(await failureOf(all(api.customers.list(params as object)))).toMatchObject({
        code: 'INVALID_ARGUMENT',
      });
      expect(asked()).toHaveLength(0);
    },
  );
});

describe('a page', () => {
  it('may be asked for the next one more than once, and does not change', async () => {
    const first = await api.customers.list({ limit: 100 });
    const [second, again] = await Promise.all([first.nextPage(), first.nextPage()]);
    const later = await first.nextPage();
    for (const one of [second, again, later]) expect(namesOf(one?.data ?? [])).toEqual(NAMES.slice(100, 200));
    expect(namesOf(first.data)).toEqual(NAMES.slice(0, 100));
    const third = await later?.nextPage();
    expect(await third?.nextPage()).toBeUndefined();
    expect(asked()).toHaveLength(5);
  });
});

describe('a list that is used in several ways', () => {
  it('is asked for once where it is awaited and iterated over', async () => {
    const list = api.customers.list({ company_name: 'Company 00' });
    const first = await list;
    expect(await all(list)).toEqual(first.data);
    expect((await list.withResponse()).data).toBe(first);
    expect(asked()).toHaveLength(1);
  });

  it('begins with the same first page when it is iterated over again', async () => {
    const list = api.customers.list({ limit: 100 });
    expect(namesOf(await all(list))).toEqual(NAMES);
    expect(namesOf(await all(list))).toEqual(NAMES);
    expect(asked()).toHaveLength(5);
  });

  it('gives everything to each of two that iterate over it at once', async () => {
    const list = api.customers.list({ limit: 60 });
    const [one, other] = await Promise.all([all(list), list.toArray()]);
    expect(namesOf(one)).toEqual(NAMES);
    expect(other).toEqual(one);
  });

  it('tells each of its users of a failure, and nobody else', async () => {
    const unhandled = vi.fn<(reason: unknown) => void>();
    process.on('unhandledRejection', unhandled);
    try {
      simulator.fault({ on: 'GET /customers', status: 404, body: { code: 'not_found', message: 'none' } });
      const used: Array<(list: ReturnType<typeof api.customers.list>) => Promise<unknown>> = [
        (list) => list,
        (list) => list.withResponse(),
        (list) => all(list),
        (list) => all(list.pages()),
        (list) => all(list.take(1)),
        (list) => list.toArray(),
      ];
      for (const use of used)
        expect(await failureOf(use(api.customers.list()))).toMatchObject({ status: 404 });
      const list = api.customers.list();
      const ends = await Promise.all(used.map((use) => failureOf(use(list))));
      expect(ends.every((end) => 'status' in end)).toBe(true);
      await turn();
      expect(unhandled).not.toHaveBeenCalled();
    } finally {
      process.off('unhandledRejection', unhandled);
    }
  });

  it.each<[string, (list: ReturnType<typeof api.customers.list>) => unknown]>([
    ['take(0)', (list) => all(list.take(0))],
    ['a refused take()', (list) => failureOf(all(list.take(-1)))],
    ['a refused toArray()', (list) => failureOf(list.toArray({ max: -1 }))],
    ['iterating later', (list) => list[Symbol.asyncIterator]()],
    ['taking later', (list) => list.take(3)],
    ['pages later', (list) => list.pages()],
  ])('does not bring the process down where nobody waits for its first page: %s', async (_what, use) => {
    const unhandled = vi.fn<(reason: unknown) => void>();
    process.on('unhandledRejection', unhandled);
    try {
      simulator.fault({ on: 'GET /customers', status: 404, body: { code: 'not_found', message: 'none' } });
      await use(api.customers.list());
      await simulator.journal.waitFor(({ status }) => status === 404);
      for (let left = 20; left > 0; left -= 1) await turn();
      expect(unhandled).not.toHaveBeenCalled();
    } finally {
      process.off('unhandledRejection', unhandled);
    }
  });
});

describe('a walk that fails at its third page', () => {
  it.each([
    ['an answer', { status: 404, body: { code: 'not_found', message: 'none' } }],
    ['a broken one', { malformed: '{"data": [' }],
    ['no answer', { reset: true as const }],
  ])('goes on from where it was, without loss or repeats: %s', async (_what, fault) => {
    const seen: unknown[] = [];
    let after: string | undefined;
    simulator.fault({ on: 'GET /customers', afterMatches: 2, times: 1, ...fault });
    const walk = async (): Promise<void> => {
      for await (const { name } of api.customers.list({ limit: 70, after })) seen.push(name);
    };
    const failure = await failureOf(walk());
    expect(seen).toHaveLength(140);
    ({ resumeAfter: after } = failure as { resumeAfter?: string });
    expect(after).toEqual(expect.any(String));
    expect(failure).not.toHaveProperty('resumeBefore', expect.anything());
    await walk();
    expect(seen).toEqual(NAMES);
  });

  it('goes on backwards in the same way', async () => {
    const { startCursor } = await api.customers.list({ limit: 1, company_name: 'Company 010' });
    const seen: unknown[] = [];
    const walk = async (before: string | undefined): Promise<void> => {
      for await (const { data } of api.customers.list({ limit: 2, before }).pages())
        seen.unshift(...namesOf(data));
    };
    simulator.fault({ on: 'GET /customers', afterMatches: 2, times: 1, status: 404, body: {} });
    const { resumeBefore } = (await failureOf(walk(startCursor))) as { resumeBefore?: string };
    expect(seen).toEqual(NAMES.slice(5, 9));
    await walk(resumeBefore);
    expect(seen).toEqual(NAMES.slice(0, 9));
  });

  it('says so of toArray() and of take() as well', async () => {
    simulator.fault({ on: 'GET /customers', afterMatches: 1, status: 404, body: {} });
    const second = (await api.customers.list({ limit: 1, company_name: 'Company 001' })).endCursor;
    expect(await failureOf(api.customers.list({ limit: 1 }).toArray())).not.toHaveProperty('resumeAfter');
    simulator.clearFaults();
    simulator.fault({ on: 'GET /customers', afterMatches: 1, status: 404, body: {} });
    expect(await failureOf(api.customers.list({ limit: 1 }).toArray())).toHaveProperty('resumeAfter', second);
  });

  it('does not mix up two walks that fail for one reason', async () => {
    const pages = await Promise.all([1, 2].map((limit) => clientOf('refused').customers.list({ limit })));
    const tokens = application.get<TokenService>(getTokenServiceToken('refused'), { strict: false });
    simulator.revokeToken(await tokens.getToken());
    simulator.fault({ on: 'POST /oauth/token', status: 401, body: { error: 'invalid_client' } });
    const failures = await Promise.all(pages.map((first) => failureOf(first.nextPage())));
    expect(failures.map((failure) => (failure as { resumeAfter?: string }).resumeAfter)).toEqual(
      pages.map(({ endCursor }) => endCursor),
    );
  });
});

describe('the signal of a walk', () => {
  it('ends it between two pages: what has come is given, and nothing more is sent', async () => {
    const abort = new AbortController();
    const seen: unknown[] = [];
    const failure = await failureOf(
      (async () => {
        for await (const { name } of api.customers.list({ limit: 3 }, { signal: abort.signal })) {
          seen.push(name);
          if (seen.length === 4) abort.abort();
        }
      })(),
    );
    expect(failure).toMatchObject({ code: 'CALL_ABORTED', resumeAfter: expect.any(String) });
    expect(seen).toEqual(NAMES.slice(0, 6));
    expect(asked()).toHaveLength(2);
  });

  it('is nothing to a walk that has come to its end', async () => {
    const abort = new AbortController();
    for await (const _ of api.customers.list({ company_name: '001' }, { signal: abort.signal }))
      abort.abort();
    expect(asked()).toHaveLength(1);
  });

  it('ends it in flight', async () => {
    const abort = new AbortController();
    simulator.fault({ on: 'GET /customers', afterMatches: 1, hang: true });
    const walk = failureOf(all(api.customers.list({ limit: 200 }, { signal: abort.signal })));
    await simulator.journal.waitFor('GET /customers', 2);
    abort.abort();
    expect(await walk).toMatchObject({ code: 'CALL_ABORTED', resumeAfter: expect.any(String) });
  });

  it('ends it while it waits for its turn within the rate', async () => {
    const paced = clientOf('two-starts');
    const tokens = application.get<TokenService>(getTokenServiceToken('two-starts'), { strict: false });
    const abort = new AbortController();
    const walk = failureOf(all(paced.customers.list({ limit: 200 }, { signal: abort.signal })));
    await until(() => tokens.snapshot().pacing?.waiting === 1, 'the second page waits');
    abort.abort();
    expect(await walk).toMatchObject({ code: 'CALL_ABORTED', resumeAfter: expect.any(String) });
    expect(asked()).toHaveLength(1);
  });
});

describe('the options of a walk', () => {
  it('hold for every page: it stays in the background', async () => {
    const paced = clientOf('three-starts');
    const abort = new AbortController();
    const options = { priority: 'background', signal: abort.signal } as const;
    const first = await paced.customers.list({ limit: 200 }, options);
    const second = failureOf(first.nextPage() as Promise<unknown>);
    for (let left = 20; left > 0; left -= 1) await turn();
    // The last start within the window is left to whom a person waits for.
    await paced.payments.list();
    expect(simulator.journal.apiRequests.map(({ path }) => path)).toEqual(['/customers', '/payments']);
    abort.abort();
    expect(await second).toMatchObject({ code: 'CALL_ABORTED' });
  });

  it('hold for every page: its headers', async () => {
    await all(api.customers.list({ limit: 100 }, { headers: { 'x-job': 'nightly' } }));
    expect(simulator.journal.find('GET /customers').map(({ headers }) => headers['x-job'])).toEqual(
      Array(3).fill('nightly'),
    );
  });

  it('limit each page by itself', async () => {
    simulator.fault({ on: 'GET /customers', afterMatches: 1, hang: true });
    const first = await api.customers.list({ limit: 200 }, { timeoutMs: 60_000 });
    expect(await failureOf(first.nextPage({ timeoutMs: 20 }) as Promise<unknown>)).toMatchObject({
      code: 'CALL_TIMED_OUT',
      resumeAfter: first.endCursor,
    });
  });
});

// This comes last, because it adds to the customers.
it('gives what is added at its end while it is walked, and each item once', async () => {
  const seen: unknown[] = [];
  for await (const { name } of api.customers.list({ limit: 100 })) {
    seen.push(name);
    if (seen.length === 150) await api.customers.create({ name: 'Late', email: 'late@example.com' });
  }
  expect(seen).toEqual([...NAMES, 'Late']);
  const pages: Array<Page<unknown>> = await all(api.customers.list({ limit: 251 }).pages());
  expect(pages).toHaveLength(1);
});
