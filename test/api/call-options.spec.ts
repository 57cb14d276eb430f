import { InvalidArgumentError } from 'nestjs-alternative-payments';
import { describe, expect, it } from 'vitest';
import { clientOfFile } from '../support/client-of-file.js';
import { argumentsOf, EVERY_METHOD } from './every-method.js';

const client = clientOfFile();

const CUSTOMER = { name: 'Acme', email: 'billing@acme.example' };

/** The argument that is named when a call with these options is refused, which sends nothing. */
async function refused(options: unknown): Promise<string | undefined> {
  const { sent, error } = await client.watch(() => client.call('customers.create', CUSTOMER, options));
  expect(sent).toEqual([]);
  expect(error).toBeInstanceOf(InvalidArgumentError);
  const { argument, message } = error as InvalidArgumentError;
  expect(message).toMatch(/^customers\.create: ".*Nothing was sent\.$/s);
  return argument;
}

/** The one request of a call with these options. */
async function requestWith(options: unknown) {
  const { sent, error } = await client.watch(() => client.call('customers.create', CUSTOMER, options));
  expect(error).toBeUndefined();
  return sent[0]!;
}

describe('the options of a call', () => {
  it.each([null, 0, 'x', true, [], new Map(), new AbortController().signal, () => ({})])(
    'are an object, and %o is none',
    async (options) => {
      for (const call of EVERY_METHOD) {
        const { sent, error } = await client.watch(() =>
          client.call(call.method, ...argumentsOf(call), options),
        );
        expect([call.method, sent]).toEqual([call.method, []]);
        expect(error).toMatchObject({
          code: 'INVALID_ARGUMENT',
          argument: 'options',
          message: expect.stringContaining(`${call.method}: "options" `),
        });
      }
    },
  );

  it.each([
    ['timeout', 5],
    ['timeoutMS', 5],
    ['limit', 5],
    ['idempotencyKey', 'k'],
    ['toString', () => 'x'],
  ])('refuse %s, which nobody would heed', async (name, value) => {
    expect(await refused({ [name]: value })).toBe(`options.${name}`);
  });

  it.each([
    ['signal', [null, {}, 'x', new AbortController(), new Event('abort'), { aborted: false }]],
    ['timeoutMs', [null, 0, -1, '5', Number.NaN, Infinity, 2 ** 31, 5n, {}]],
    ['replay', [null, 0, 'false', {}]],
    ['retry', [null, 1, 'no', []]],
    ['priority', [null, 'high', 1, true]],
    ['headers', [null, 'X: 1', 7, [], [['X', '1']], new Map([['X', '1']]), new Headers({ X: '1' })]],
  ])('refuse a %s that would have no effect', async (name, values) => {
    for (const value of values) expect(await refused({ [name]: value })).toBe(`options.${name}`);
  });

  it('are taken as they are where they mean something, also from a frozen object', async () => {
    const { signal } = new AbortController();
    const headers = Object.freeze({ 'X-Note': 'Größe 7', 'X-None': undefined, 'X-Empty': '' });
    const options = {
      signal,
      timeoutMs: 30_000.5,
      replay: false,
      retry: true,
      priority: 'background',
      headers,
    };
    const { headers: sent } = await requestWith(Object.freeze(options));
    expect(sent['x-note']).toBe('Größe 7');
    expect(sent).toMatchObject({ 'x-empty': '' });
    expect(sent).not.toHaveProperty('x-none');

    const undefined_ = { signal: undefined, timeoutMs: undefined, headers: undefined, extraBody: undefined };
    expect((await requestWith(undefined_)).body).toBe(JSON.stringify(CUSTOMER));
  });

  it('know a signal by what it does, whoever made it', async () => {
    const signal = {
      aborted: false,
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    };
    expect((await requestWith({ signal })).body).toBe(JSON.stringify(CUSTOMER));
  });
});

describe('headers of a call', () => {
  const SECRET = 'a-secret\r\nX-Injected: 1';

  it.each([
    SECRET,
    'a\nb',
    'a\rb',
    'a\0b',
    '\u{FEFF}a',
    '€',
    '\u{202E}a',
    '\u{D800}',
    5,
    null,
    [],
    ['a'],
    {},
    Symbol('x'),
    1n,
  ])('have no value such as %o, and no message quotes it', async (value) => {
    const { sent, error } = await client.watch(() =>
      client.call('customers.get', 'cus_1', { headers: { 'X-Note': value } }),
    );
    expect(sent).toEqual([]);
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', argument: 'options.headers.X-Note' });
    expect(error?.message).not.toContain('a-secret');
  });

  it.each(['', ' ', 'X Note', 'X-Note:', 'X-Note\r\nX-Injected', 'Grösse', '\u{FEFF}X', '(x)'])(
    'have no name such as %j',
    async (name) => {
      expect(await refused({ headers: { [name]: '1' } })).toBe(`options.headers.${name}`);
    },
  );

  it('name a line break of a name without a line break', async () => {
    const { error } = await client.watch(() =>
      client.call('customers.get', 'x', { headers: { 'a\nERROR fake': '1' } }),
    );
    expect(error?.message).not.toContain('\n');
  });

  it('may ask for another kind of answer, and do not say which account it is', async () => {
    const { headers } = await requestWith({ headers: { accept: 'application/vnd.api+json' } });
    expect(headers.accept).toBe('application/vnd.api+json');
  });

  it('cannot replace the token of a checkout', async () => {
    client.simulator.fault({ on: 'GET /checkout/v1/invoice', body: { id: 'inv_1' } });
    const { sent } = await client.watch(() =>
      client.api.checkout.invoice('of-the-checkout', { headers: { authorization: 'Bearer other' } }),
    );
    expect(sent.map(({ headers }) => headers.authorization)).toEqual(['Bearer of-the-checkout']);
  });
});

describe('the token of a checkout', () => {
  it.each(['', ' ', 'two words', 'a\r\nX-Injected: 1', 'ü', undefined, null, 7, {}, ['a'], Symbol('x')])(
    'cannot be %o, and no message quotes it',
    async (token) => {
      const { sent, error } = await client.watch(() => client.call('checkout.invoice', token));
      expect(sent).toEqual([]);
      expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', argument: 'token' });
      expect(error?.message).toMatch(/^checkout\.invoice: "token" /);
      expect(error?.message).not.toMatch(/two words|Injected/);
    },
  );
});

describe('what is a secret', () => {
  const SECRET = '4111-1111-\u{D800}';

  it.each([
    ['paymentMethods.createBank', ['routing_number', 'account_number']],
    ['paymentMethods.createCard', ['card_provider_token']],
    ['paymentMethods.verifyCvv', ['cvv_secret']],
    ['webhooks.create', ['secret_key']],
  ])('is quoted by no refusal of %s()', async (method, names) => {
    const call = EVERY_METHOD.find((one) => one.method === method)!;
    for (const name of names) {
      for (const value of [
        SECRET,
        [SECRET],
        { SECRET },
        4_111_111_111n,
        4_111_111_111,
        Symbol(SECRET),
        () => SECRET,
      ]) {
        const ids = call.ids.map((id) => `the-${id}`);
        const { sent, error } = await client.watch(() =>
          client.call(method, ...ids, { ...call.body, [name]: value }),
        );
        expect(sent).toEqual([]);
        expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', argument: name });
        expect(error?.message).not.toContain('4111');
      }
    }
  });
});

describe('a message', () => {
  it('stays short and on one line, whatever was given', async () => {
    const long = 'x'.repeat(1_000_000);
    const name = `a\n\u{1B}[31m${long}`;
    const calls = [
      () =>
        client.call('invoices.create', { customer_id: 'c', currency: 'USD', due_date: long, line_items: [] }),
      () => client.call('paymentRequests.create', { amount: long, redirect_url: 'https://x.example' }),
      () => client.call('webhooks.list', { is_active: long }),
      () => client.call('customers.create', { ...CUSTOMER, [name]: 1 }),
      () => client.call('customers.create', CUSTOMER, { extraBody: { [name]: 1n } }),
      () => client.call('customers.create', CUSTOMER, { extraBody: { [name]: 1 / 0 } }),
      () => client.call('webhooks.list', { limit: () => `${long.length} x \n` }),
    ];
    for (const run of calls) {
      const { error } = await client.watch(run);
      expect(error).toMatchObject({ code: 'INVALID_ARGUMENT' });
      expect(error?.message.length).toBeLessThan(500);
      expect(error?.message).not.toMatch(/\p{Cc}/u);
    }
  });
});
