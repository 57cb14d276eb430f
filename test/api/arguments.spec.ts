import { InvalidArgumentError, isOutcomeUnknown } from 'nestjs-alternative-payments';
import { describe, expect, it } from 'vitest';
import { clientOfFile } from '../support/client-of-file.js';
import { argumentsOf, type CompleteCall, EVERY_METHOD, withPayload } from './every-method.js';

const client = clientOfFile();

/** What a call is refused with before anything is sent. A call that throws at once fails the test. */
async function refusalOf(method: string, ...given: unknown[]): Promise<InvalidArgumentError> {
  const { sent, error } = await client.watch(() => client.call(method, ...given));
  expect(sent).toEqual([]);
  expect(error).toBeInstanceOf(InvalidArgumentError);
  expect(error).toMatchObject({
    code: 'INVALID_ARGUMENT',
    message: expect.stringMatching(
      new RegExp(`^${method.replace('.', String.raw`\.`)}: .* Nothing was sent.$`),
    ),
  });
  expect(isOutcomeUnknown(error)).toBe(false);
  return error as InvalidArgumentError;
}

/** The argument that is named when a call is refused. */
async function refused(method: string, ...given: unknown[]): Promise<string | undefined> {
  const { argument, message } = await refusalOf(method, ...given);
  expect(message).toContain(`"${argument}"`);
  return argument;
}

/** The one request that a call leads to. */
async function requestOf(method: string, ...given: unknown[]) {
  client.simulator.fault({ on: 'api', body: { id: 'x', url: 'https://x.example', token: 't', data: [] } });
  const { sent, error } = await client.watch(() => client.call(method, ...given));
  expect(error).toBeUndefined();
  expect(sent).toHaveLength(1);
  return sent[0]!;
}

const templates = new Map<string, Promise<string[]>>();

/** The segments of the path that a method requests with its usual arguments. */
function templateOf(call: CompleteCall): Promise<string[]> {
  const known = templates.get(call.method);
  if (known) return known;
  const template = requestOf(call.method, ...argumentsOf(call)).then(({ path }) => path.split('/'));
  templates.set(call.method, template);
  return template;
}

const CUSTOMER = { name: 'Acme', email: 'billing@acme.example' };
const LINE = { description: 'Support', amount: 1, quantity: 1 };
const INVOICE = { customer_id: 'cus_1', currency: 'USD', due_date: '2027-01-31', line_items: [LINE] };
const REQUEST = { amount: '100', redirect_url: 'https://shop.example/paid' };
const HOOK = { endpoint_url: 'https://shop.example/webhooks', topic: 'invoice_paid' };

describe('an id', () => {
  const places = EVERY_METHOD.flatMap((call) =>
    call.ids.map((name, position) => ({ method: call.method, name, position, call })),
  );
  const noIds: readonly unknown[] = [
    '',
    ' ',
    '\t\n',
    '\u{FEFF}',
    '.',
    '..',
    'a\nb',
    'a\r\nX-Injected: 1',
    'a\0',
    'a\u{85}b',
    '\u{D800}',
    undefined,
    null,
    7,
    1n,
    true,
    Symbol('id'),
    {},
    { toString: () => 'cus_1' },
    ['cus_1'],
    Object('cus_1'),
    () => 'cus_1',
  ];

  it.each(places)('is checked as "$name" of $method()', async ({ method, name, position, call }) => {
    for (const id of noIds) expect(await refused(method, ...argumentsOf(call).with(position, id))).toBe(name);
  });

  it.each([
    '../invoices',
    'a/b',
    'a?b=c',
    'a#b',
    '%2e%2e',
    '%2F',
    'a b',
    ' a ',
    'ü',
    '🧾',
    '...',
    'a;b',
    'a\\b',
    '\u{202E}gpj',
    '\u{FEFF}a',
    "!'()*~",
    '@example.com',
    'REQUEST',
    '__proto__',
    'constructor',
  ])('%j stays one segment of its path', async (id) => {
    for (const { call, position, method } of places.filter(({ name }) => name !== 'subscription_id')) {
      const { path } = await requestOf(method, ...argumentsOf(call).with(position, id));
      const template = await templateOf(call);
      const segments = path.split('/');
      const changed = segments.filter((segment, index) => segment !== template[index]);
      expect([method, segments.length, changed.map(decodeURIComponent)]).toEqual([
        method,
        template.length,
        [id],
      ]);
    }
  });

  it('cannot be the name of another operation', async () => {
    expect(await refused('payments.get', 'request')).toBe('id');
    expect(await refused('webhooks.delete', 'events')).toBe('subscription_id');
    expect(await refused('webhooks.delete', 'retry')).toBe('subscription_id');
  });

  it('may be long', async () => {
    const id = 'x'.repeat(10_000);
    expect((await requestOf('customers.get', id)).path).toBe(`/customers/${id}`);
  });

  it('of a list that is mapped over comes with an index, which is no object of options', async () => {
    const failures = await Promise.all(
      ['a', 'b'].map((...given) => client.watch(() => client.call('customers.archive', ...given))),
    );
    for (const { error } of failures)
      expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', argument: 'options' });
    expect(failures.flatMap(({ sent }) => sent)).toEqual([]);
  });
});

describe('a query', () => {
  const lists = EVERY_METHOD.filter(({ query }) => query !== undefined);

  it.each(lists)('of $method() has only fields that are known, each of one value', async (call) => {
    const { method } = call;
    for (const name of Object.keys(call.query ?? {})) {
      for (const value of [null, [], ['x'], {}, { eq: 'x' }, () => 'x', Symbol('x'), 1n, Number.NaN, '', ' '])
        expect(await refused(method, { [name]: value })).toBe(name);
    }
    for (const name of ['companyName', 'pageSize', 'created_at_from', 'toString', 'constructor', '__proto__'])
      expect(await refused(method, JSON.parse(`{ "${name}": "x" }`))).toBe(name);
  });

  it.each([null, 0, 'limit=1', true, [], [['limit', 1]], new Date(0), () => ({})])(
    'is an object, and %o is none',
    async (query) => {
      for (const { method } of lists) expect(await refused(method, query)).toBe('query');
    },
  );

  // Without their own fields, these would list everything.
  it.each([
    new Map([['status', 'open']]),
    new URLSearchParams('status=open'),
    new Set(['open']),
    Promise.resolve({ status: 'open' }),
    new Error('open'),
  ])('does not lie within %s', async (query) => {
    for (const { method } of lists) expect(await refused(method, query)).toBe('query');
  });

  it('keeps a cursor as it is', async () => {
    for (const cursor of ['a+b/c==', 'ü ', '%2B', '&limit=5', '#', '\u{202E}x', '\u{FEFF}x', '__proto__']) {
      const { query } = await requestOf('invoices.list', { after: cursor });
      expect([...query]).toEqual([['after', cursor]]);
    }
  });

  it('refuses half a character, which has no place in an address', async () => {
    expect(await refused('customers.list', { company_name: 'a\u{D83E}' })).toBe('company_name');
    expect(await refused('customers.list', {}, { extraQuery: { q: '\u{DC00}' } })).toBe('extraQuery.q');
  });

  it('turns a date into RFC 3339 and leaves text alone', async () => {
    const start = new Date('2027-01-31T12:00:00.500+02:00');
    const { query } = await requestOf('payouts.list', {
      start_date: start,
      end_date: '2027-02-01T00:00:00+02:00',
    });
    expect([...query]).toEqual([
      ['start_date', '2027-01-31T10:00:00.500Z'],
      ['end_date', '2027-02-01T00:00:00+02:00'],
    ]);
    expect(await refused('payouts.list', { start_date: new Date(Number.NaN) })).toBe('start_date');
    expect(await refused('payouts.list', { start_date: 1_800_000_000_000 })).toBe('start_date');
  });

  it('sends false, and leaves out what is undefined', async () => {
    const { query } = await requestOf('webhooks.list', { is_active: false, topic: undefined });
    expect([...query]).toEqual([['is_active', 'false']]);
    for (const flag of ['false', 0, null])
      expect(await refused('webhooks.list', { is_active: flag })).toBe('is_active');
  });

  it('goes in one direction', async () => {
    expect(await refused('payments.list', { after: 'a', before: 'b' })).toBe('before');
  });

  it.each([0, -0, -1, 1.5, Number.NaN, Infinity, '7', 2 ** 53, 1n, null])(
    'has no limit of %s',
    async (limit) => {
      expect(await refused('invoices.list', { limit })).toBe('limit');
    },
  );

  it('has a limit without an upper bound of ours', async () => {
    expect((await requestOf('invoices.list', { limit: 1_000_000 })).query.get('limit')).toBe('1000000');
  });
});

describe('a body', () => {
  const writes = EVERY_METHOD.filter(({ body }) => body !== undefined);

  it.each(writes)('of $method() has only fields that are known, each of its kind', async (call) => {
    const { method, body = {} } = call;
    for (const name of Object.keys(body)) {
      for (const value of [
        null,
        [],
        ['x'],
        7n,
        Symbol('x'),
        Number.NaN,
        '',
        ' ',
        true,
        new Date(0),
        () => 'x',
      ]) {
        expect(await refused(method, ...withPayload(call, { ...body, [name]: value }))).toMatch(
          new RegExp(`^${name}`),
        );
      }
    }
    for (const name of ['dueDate', 'toString', 'constructor', '__proto__']) {
      const given: unknown = JSON.parse(JSON.stringify(body).replace('{', `{"${name}":"x",`));
      expect(await refused(method, ...withPayload(call, given))).toBe(name);
    }
  });

  it.each([
    undefined,
    null,
    0,
    'text',
    true,
    [],
    [{}],
    new Date(0),
    new Map(),
    Promise.resolve({}),
    () => ({}),
  ])('is an object, and %o is none', async (body) => {
    for (const call of writes) expect(await refused(call.method, ...withPayload(call, body))).toBe('body');
  });

  it.each([
    ['customers.create', CUSTOMER, ['name', 'email']],
    ['invoices.create', INVOICE, ['customer_id', 'due_date', 'line_items']],
    ['paymentRequests.create', REQUEST, ['amount', 'redirect_url']],
    ['payments.create', { idempotency_key: 'k' }, ['idempotency_key']],
    ['webhooks.create', HOOK, ['endpoint_url', 'topic']],
    ['checkout.createToken', { customer_id: 'c', invoice_id: 'i' }, ['customer_id', 'invoice_id']],
  ] as const)('of %s() has what its type requires, and need not have more', async (method, body, names) => {
    await requestOf(method, body);
    for (const name of names) {
      expect(await refused(method, { ...body, [name]: undefined })).toBe(name);
      expect(
        await refused(method, Object.fromEntries(Object.entries(body).filter(([one]) => one !== name))),
      ).toBe(name);
    }
  });

  it.each([
    ['customers.addUser', ['cus_1', {}]],
    ['paymentMethods.createBank', ['cus_1', {}]],
    ['paymentMethods.createCard', ['cus_1', {}]],
    ['invoices.create', [{ ...INVOICE, line_items: [{ amount: 1, quantity: 1 }] }]],
  ])('of %s() may leave out what its type leaves optional', async (method, given) => {
    expect((await requestOf(method, ...given)).body).toBe(JSON.stringify(given.at(-1)));
  });

  it.each([
    '2027-2-3',
    '2027-02-30',
    '2027-02-29',
    '2027-13-01',
    '2027-00-10',
    '2027-04-31',
    '2027-01-00',
    '2027-01-31T00:00:00Z',
    '2027-01-31\n',
    ' 2027-01-31',
    '31.01.2027',
    '20270131',
    '٢٠٢٧-٠١-٣١',
    'tomorrow',
    '',
    1_800_000_000,
    new Date('2027-01-31'),
    null,
    undefined,
  ])('is not due on %j', async (due_date) => {
    expect(await refused('invoices.create', { ...INVOICE, due_date })).toBe('due_date');
  });

  it('may be due on the last day of February', async () => {
    for (const due_date of ['2027-02-28', '2028-02-29']) {
      expect(JSON.parse((await requestOf('invoices.create', { ...INVOICE, due_date })).body)).toMatchObject({
        due_date,
      });
    }
  });

  it.each([1.5, 0, -1, -0, '1', '', 1n, Number.NaN, Infinity, 1e21, 2 ** 53, null, undefined, [1]])(
    'has no quantity of %s, and the refusal says what to write instead',
    async (quantity) => {
      const { argument, message } = await refusalOf('invoices.create', {
        ...INVOICE,
        line_items: [LINE, { ...LINE, quantity }],
      });
      expect(argument).toBe('line_items[1].quantity');
      expect(message).toMatch(/hours.*"description".*sum.*"amount"/);
    },
  );

  it.each([
    [undefined],
    [null],
    [[]],
    [{}],
    [{ 0: LINE, length: 1 }],
    [new Set([LINE])],
    ['x'],
    // An array with holes.
    [Array(2)],
    [[LINE, null]],
    [[[LINE]]],
    [[LINE, Promise.resolve(LINE)]],
    [[{ ...LINE, unit_price: 1 }]],
  ])('has lines of an invoice, and %j are none', async (line_items) => {
    expect(await refused('invoices.create', { ...INVOICE, line_items })).toMatch(/^line_items/);
  });

  it('has no endless list of lines', async () => {
    expect(await refused('invoices.create', { ...INVOICE, line_items: Array(2 ** 32 - 1) })).toBe(
      'line_items[0]',
    );
  });

  it('names the field within an object', async () => {
    const card = { card_provider_token: 't', address: { city: 7 } };
    expect(await refused('paymentMethods.createCard', 'cus_1', card)).toBe('address.city');
    expect(
      await refused('paymentMethods.createCard', 'cus_1', { ...card, address: { sub_premise: 'Suite' } }),
    ).toBe('address.sub_premise');
  });

  it.each([
    'shop.example/webhooks',
    '//shop.example',
    'ftp://shop.example',
    'javascript:alert(1)',
    'https://',
    'https://a b',
  ])('subscribes no address such as %j', async (endpoint_url) => {
    expect(await refused('webhooks.create', { ...HOOK, endpoint_url })).toBe('endpoint_url');
  });

  it('may be an instance of a class, frozen, without a prototype, or behind a proxy, and stays as it is', async () => {
    class Draft {
      name = 'Acme';
      email = 'billing@acme.example';
      greet(): string {
        return this.name;
      }
    }
    const bare = Object.assign(Object.create(null) as object, CUSTOMER);
    const proxy = new Proxy({ ...CUSTOMER }, {});
    for (const body of [new Draft(), Object.freeze({ ...CUSTOMER }), bare, proxy]) {
      const before = { ...body };
      expect(JSON.parse((await requestOf('customers.create', body)).body)).toEqual(CUSTOMER);
      expect({ ...body }).toEqual(before);
    }
  });

  it('passes on what a getter of the caller throws', async () => {
    const own = new Error('of the caller');
    const body = {
      email: 'x',
      get name(): string {
        throw own;
      },
    };
    const { sent, error } = await client.watch(() => client.call('customers.create', body));
    expect(sent).toEqual([]);
    expect(error).toBe(own);
  });

  it('is read once, when the method is called', async () => {
    const meta = { note: 'first' };
    const options = { extraBody: { meta }, headers: { 'X-Note': 'first' } };
    const body = { ...CUSTOMER };
    client.simulator.fault({ on: 'api', body: { id: 'x' } });
    const { sent } = await client.watch(() => {
      const answer = client.call('customers.create', body, options);
      body.name = meta.note = options.headers['X-Note'] = 'second';
      return answer;
    });
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({ ...CUSTOMER, meta: { note: 'first' } });
    expect(sent[0]?.headers['x-note']).toBe('first');
  });
});

describe('what goes beyond the types', () => {
  const deep = Object.freeze({
    list: Object.freeze([1, { a: null }]),
    at: new Date(0),
    text: '\u{FEFF}\u{202E}',
  });

  it('is sent with what they know, from objects that may be frozen', async () => {
    const options = Object.freeze({
      extraBody: Object.freeze({ deep, none: undefined }),
      extraQuery: Object.freeze({ q: 'a+b', n: 1, f: false, u: undefined }),
    });
    const { query, body } = await requestOf('customers.create', CUSTOMER, options);
    expect([...query]).toEqual([
      ['q', 'a+b'],
      ['n', '1'],
      ['f', 'false'],
    ]);
    expect(JSON.parse(body)).toEqual({ ...CUSTOMER, deep: JSON.parse(JSON.stringify(deep)) });
    expect([
      ...(await requestOf('customers.list', {}, { extraQuery: { companyName: 'Acme' } })).query,
    ]).toEqual([['companyName', 'Acme']]);
  });

  it('cannot replace what they know', async () => {
    for (const call of EVERY_METHOD) {
      for (const name of Object.keys(call.query ?? {})) {
        expect(await refused(call.method, ...argumentsOf(call), { extraQuery: { [name]: 'x' } })).toBe(
          `extraQuery.${name}`,
        );
      }
      for (const name of Object.keys(call.body ?? {})) {
        expect(await refused(call.method, ...argumentsOf(call), { extraBody: { [name]: 'x' } })).toBe(
          `extraBody.${name}`,
        );
      }
    }
  });

  it.each([null, [], {}, Symbol('x'), 1n, Number.NaN, Infinity, () => 1, new Date(Number.NaN)])(
    'has no %o in a query',
    async (value) => {
      expect(await refused('customers.list', {}, { extraQuery: { more: value } })).toBe('extraQuery.more');
    },
  );

  it.each([
    1n,
    Symbol('x'),
    () => 1,
    Number.NaN,
    -Infinity,
    new Map([['a', 1]]),
    new Set([1]),
    Promise.resolve(1),
    Buffer.from('x'),
    new Date(Number.NaN),
  ])('has nothing that JSON would lose or cannot hold, such as %s', async (value) => {
    const places: [given: object, argument: string][] = [
      [{ more: value }, 'extraBody.more'],
      [{ more: [{ deep: value }] }, 'extraBody.more.0.deep'],
    ];
    for (const [extraBody, argument] of places)
      expect((await refused('customers.create', CUSTOMER, { extraBody }))?.startsWith(argument)).toBe(true);
  });

  it('does not hold itself', async () => {
    const loop: Record<string, unknown> = {};
    loop['list'] = [{ loop }];
    expect(await refused('customers.create', CUSTOMER, { extraBody: loop })).toBe('extraBody');
    expect(await refused('customers.create', CUSTOMER, { extraBody: { more: loop } })).toBe('extraBody');
  });

  it('is what an object says of itself for JSON', async () => {
    const money = { toJSON: () => '1.10', digits: [1n] };
    const url = new URL('https://shop.example/');
    const { body } = await requestOf(
      'payments.create',
      { idempotency_key: 'k' },
      { extraBody: { money, url } },
    );
    expect(JSON.parse(body)).toEqual({ idempotency_key: 'k', money: '1.10', url: 'https://shop.example/' });
  });

  // axios leaves them out without a word.
  it.each(['__proto__', 'constructor', 'prototype'])('has no field %s', async (name) => {
    const given: unknown = JSON.parse(`{ "${name}": { "polluted": true } }`);
    const deeper = { a: given };
    expect(await refused('customers.create', CUSTOMER, { extraBody: given })).toBe(`extraBody.${name}`);
    expect(await refused('customers.create', CUSTOMER, { extraBody: deeper })).toBe(`extraBody.a.${name}`);
    expect(await refused('customers.list', {}, { extraQuery: JSON.parse(`{ "${name}": "x" }`) })).toBe(
      `extraQuery.${name}`,
    );
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each([null, 'x', 7, [], [1], new Map(), new URLSearchParams('a=1'), () => ({})])(
    'is an object, and %o is none',
    async (given) => {
      expect(await refused('customers.list', {}, { extraQuery: given })).toBe('extraQuery');
      expect(await refused('customers.create', CUSTOMER, { extraBody: given })).toBe('extraBody');
    },
  );

  it('is no body of a request that has none', async () => {
    expect(await refused('customers.get', 'cus_1', { extraBody: { a: 1 } })).toBe('extraBody');
    expect((await requestOf('webhooks.retry', { extraBody: { ids: ['e1'] } })).body).toBe('{"ids":["e1"]}');
  });
});

describe('the compiler', () => {
  it('refuses what is refused at run time', async () => {
    const { customers, invoices, paymentRequests } = client.api;
    const calls: (() => Promise<unknown>)[] = [
      // @ts-expect-error a misspelt filter
      () => customers.list({ companyName: 'Acme' }),
      // @ts-expect-error a misspelt field
      () => customers.create({ ...CUSTOMER, externalId: 'psa-1' }),
      // @ts-expect-error a filter of another list
      () => customers.list({ status: 'open' }),
      // @ts-expect-error which day a Date is depends on the time zone
      () => invoices.create({ ...INVOICE, due_date: new Date('2027-01-31') }),
      // @ts-expect-error an invoice without lines
      () => invoices.create({ customer_id: 'cus_1', currency: 'USD', due_date: '2027-01-31' }),
      // @ts-expect-error the amount of a payment request is text
      () => paymentRequests.create({ ...REQUEST, amount: 100 }),
      // @ts-expect-error an id is text
      () => customers.get(7),
      // @ts-expect-error a misspelt option
      () => customers.get('cus_1', { timeout: 5 }),
      // @ts-expect-error the name that axios has for a body
      () => client.api.request({ method: 'POST', path: '/customers', data: {} }),
      // @ts-expect-error null is no filter
      () => invoices.list({ customer_id: null }),
    ];
    for (const run of calls) {
      const { sent, error } = await client.watch(run);
      expect(sent).toEqual([]);
      expect(error).toBeInstanceOf(InvalidArgumentError);
    }
  });
});
