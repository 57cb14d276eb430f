/** The facts are pure, so they are judged here by answers that are written down. */
import { describe, expect, it } from 'vitest';
import type { Answer, Exchange, QuestionName, Seen } from '../../lib/command/check/answers.js';
import * as documented from '../../lib/command/check/documented.js';
import { FACTS } from '../../lib/command/check/facts.js';
import { shapesOf } from '../../lib/command/check/shapes.js';
import { fieldsOf } from '../testing/api-description.js';

const answer = (json: unknown, status = 200): Answer => ({ status, json, text: JSON.stringify(json) });

const page = (data: readonly unknown[], more: object = {}): Answer =>
  answer({
    data,
    start_cursor: 'a',
    end_cursor: 'b',
    has_next_page: false,
    has_previous_page: false,
    ...more,
  });

const seenOf = (answers: Partial<Record<QuestionName, Answer>>, more: Partial<Seen> = {}): Seen => ({
  token: undefined,
  answers: new Map(Object.entries(answers) as [QuestionName, Answer][]),
  unanswered: new Set(),
  exchanges: [],
  ...more,
});

function judge(name: string, seen: Seen): string {
  const fact = FACTS.find((one) => one.name === name);
  if (!fact) throw new Error(`There is no fact "${name}".`);
  const { seen: words, verdict } = fact.judge(seen);
  return `${words}: ${verdict}`;
}

describe('a page', () => {
  it.each([
    [page([{ id: '1' }]), 'all: agrees'],
    [page([], { start_cursor: null, end_cursor: undefined }), 'all: agrees'],
    [page([{ id: '1' }], { end_cursor: null }), 'without end_cursor: differs'],
    [page([{ id: '1' }], { has_next_page: 'no' }), 'has_next_page is a string: differs'],
    [page([{ id: '1' }], { total_count: 7 }), 'all; also total_count: agrees'],
    [answer([{ id: '1' }]), 'a bare list: differs'],
    [answer('text'), 'no object: differs'],
    [answer({}, 403), '403: not seen'],
    [undefined, 'nothing to ask for: not seen'],
  ])('%j', (given, expected) => {
    expect(judge('/payouts: page', seenOf({ 'payouts.list': given }))).toBe(expected);
  });

  it.each([
    [2, true, 'as many as asked for: agrees'],
    [2, false, 'as many as asked for: agrees'],
    [1, true, 'a shorter page: differs'],
    [1, false, 'too few records: not seen'],
    [3, true, 'more records than asked for: differs'],
  ])('of %i records, has_next_page %s', (count, hasNextPage, expected) => {
    const data = Array.from({ length: count }, (_, id) => ({ id: String(id) }));
    const seen = seenOf({ 'customers.list': page(data, { has_next_page: hasNextPage }) });
    expect(judge('lists: limit', seen)).toBe(expected);
  });

  it.each([
    [page([{ id: '3' }]), 'other records: agrees'],
    [page([{ id: '2' }]), 'the same records: differs'],
    [page([]), 'an empty page: differs'],
    [answer({}, 400), '400: differs'],
    [answer({}, 503), '503: not seen'],
  ])('that follows: %j', (nextPage, expected) => {
    const seen = seenOf({ 'customers.list': page([{ id: '1' }, { id: '2' }]), nextPage });
    expect(judge('lists: end_cursor as after', seen)).toBe(expected);
  });

  it.each([
    [[{ id: '1' }], page([{ id: '1' }]), 'has no effect: agrees'],
    [[{ id: '1' }], page([]), 'has an effect: differs'],
    [[], page([]), 'no record to tell by: not seen'],
  ])('of %j, filtered by an external_id: %j', (all, externalId, expected) => {
    const seen = seenOf({ 'customers.list': page(all), externalId });
    expect(judge('/customers: filter external_id', seen)).toBe(expected);
  });
});

describe('a status', () => {
  it.each([
    [200, '200: agrees'],
    [403, '403: agrees'],
    [404, '404: differs'],
    [401, '401: differs'],
    [429, '429: not seen'],
    [500, '500: not seen'],
  ])('%i', (status, expected) => {
    expect(judge('/webhooks: status', seenOf({ 'webhooks.list': answer({}, status) }))).toBe(expected);
  });

  it('of a question without an answer', () => {
    const seen = seenOf({}, { unanswered: new Set<QuestionName>(['webhooks.list']) });
    expect(judge('/webhooks: status', seen)).toBe('no answer: not seen');
  });

  it.each([
    [{ status: 404, text: '404 page not found\n', json: undefined }, 'both: agrees'],
    [{ status: 404, text: '<html>', json: undefined }, '404 with another text: differs'],
    [answer({ code: 'not_found' }, 404), '404 with JSON: differs'],
    [{ status: 200, text: '404 page not found', json: undefined }, '200 with that text: differs'],
    [answer({}, 502), '502: not seen'],
  ])('of an unknown route: %j', (unknownRoute, expected) => {
    expect(judge('an unknown route', seenOf({ unknownRoute }))).toBe(expected);
  });
});

describe('a record', () => {
  const method = (record: object): Seen => seenOf({ 'paymentMethods.list': page([{ id: '1' }, record]) });
  const fields = '/customers/{id}/payment-methods: fields';

  it.each([
    [{ id: '2', type: 'card' }, 'all: agrees'],
    [{ id: '2' }, 'without type: differs'],
    [{ id: '2', type: null }, 'without type: differs'],
    [{ id: '2', type: 5 }, 'type is a number: differs'],
    [{ id: '2', type: 'card', last_4: '4242', expiryYear: 1 }, 'all; also last_4, expiryYear: agrees'],
    [{ id: '2', type: 'card', 'Ada Byron': 1, cus_81b2f: 1, Ada: 1 }, 'all; also (other): agrees'],
  ])('%j', (record, expected) => {
    expect(judge(fields, method(record))).toBe(expected);
  });

  it('is compared with what the description of the API says', () => {
    const known: [object, string][] = [
      [documented.TOKEN, 'TokenResponse'],
      [documented.HTTP_ERROR, 'HttpError'],
      [documented.PAGE, 'PaginatedResponse-Invoice'],
      [documented.CUSTOMER, 'CustomerReply'],
      [documented.CUSTOMER_USER, 'CustomerUser'],
      [documented.PAYMENT_METHOD, 'PaymentMethod'],
      [documented.INVOICE, 'Invoice'],
      [documented.INVOICE_LINE, 'InvoiceLineItem'],
      [documented.PAYMENT, 'Payment'],
      [documented.PAYOUT, 'Payout'],
      [documented.FEE, 'PayoutFee'],
      [documented.WEBHOOK_SUBSCRIPTION, 'WebhookSubscription'],
      [documented.WEBHOOK_EVENT, 'WebhookEvent'],
      [documented.CARD_FORM, 'CardFormCredentials'],
    ];
    for (const [fields, schema] of known)
      expect([schema, Object.keys(fields).toSorted()]).toEqual([schema, fieldsOf(schema)]);
  });

  it.each([
    ['/invoices/{id}/payment-link: url', 'pay.example/1', 'a text without a scheme: agrees'],
    ['/invoices/{id}/payment-link: url', 'HTTPS://pay.example/1', 'a text with a scheme: agrees'],
    ['/invoices/{id}/payment-link: url', '', 'no text: differs'],
  ])('%s of %j', (name, url, expected) => {
    expect(judge(name, seenOf({ 'invoices.paymentLink': answer({ url }) }))).toBe(expected);
  });
});

describe('a value', () => {
  const invoices = (...records: object[]): Seen => seenOf({ 'invoices.list': page(records) });
  const line = (amount: unknown, quantity: number): object => ({ amount, quantity });

  it.each([
    [[{ total: 1 }], 'a number: agrees'],
    [[{ total: '1.00' }], 'a string: differs'],
    [[{ total: 1 }, { total: '1.00' }], 'a number, a string: differs'],
    [[{}], 'none: not seen'],
  ])('as an amount: %j', (records, expected) => {
    expect(judge('/invoices: total', invoices(...records))).toBe(expected);
  });

  it.each([
    [{ total: 12.5 }, 'decimals: agrees'],
    [{ total: 1250, line_items: [line(0.01, 1)] }, 'decimals: agrees'],
    [{ total: 1250 }, 'whole numbers only: not seen'],
    [{ total: '12.50' }, 'none: not seen'],
  ])('as dollars: %j', (record, expected) => {
    expect(judge('/invoices: unit of amounts', invoices(record))).toBe(expected);
  });

  it.each([
    [{ sub_total: 20.2, line_items: [line(10.1, 2)] }, 'for one unit: agrees'],
    [{ sub_total: 10.1, line_items: [line(10.1, 2)] }, 'for the whole line: differs'],
    [{ sub_total: 10.1, line_items: [line(10.1, 1)] }, 'no quantity above 1: not seen'],
    [{ sub_total: 99, line_items: [line(10.1, 2)] }, 'neither sum: not seen'],
    [{}, 'no quantity above 1: not seen'],
  ])('as the amount of a line: %j', (record, expected) => {
    const other = { sub_total: 5, line_items: [line(5, 1)] };
    expect(judge('/invoices: amount of a line', invoices(other, record))).toBe(expected);
  });

  it.each([
    ['open', 'open: agrees'],
    ['partially_paid', 'partially_paid: differs'],
    ['INV-2041 of Ada Byron', 'other words: differs'],
    [7, 'other words: differs'],
    [null, 'none: not seen'],
  ])('as a word: %j', (status, expected) => {
    expect(judge('/invoices: words of status', invoices({ status }))).toBe(expected);
  });

  it('as a word that may be an id is not shown', () => {
    const seen = seenOf({ 'payments.list': page([{ payment_method: 'pm_abcdef' }]) });
    expect(judge('/payments: words of payment_method', seen)).toBe('other words: differs');
  });
});

describe('what comes with every answer', () => {
  it.each([
    [
      { access_token: '', expires_in: 3600, token_type: 'Bearer' },
      ['all: agrees', '3600: agrees', 'Bearer: agrees'],
    ],
    [
      { access_token: '', expires_in: '60', scope: 's' },
      ['without token_type; also scope: differs', 'string: differs', 'something else: differs'],
    ],
    [undefined, ['none: not seen', 'none: not seen', 'none: not seen']],
  ])('the token %j', (token, expected) => {
    const names = ['token: fields', 'token: expires_in', 'token: token_type'];
    expect(names.map((name) => judge(name, seenOf({}, { token })))).toEqual(expected);
  });

  it('the headers', () => {
    const exchanges: Exchange[] = [
      { status: 200, headers: ['x-ratelimit-limit', 'x-request-id', 'date'] },
      { status: 429, headers: ['retry-after'] },
    ];
    const names = ['headers: rate limit', 'headers: id of the request', '429: Retry-After'];
    expect(names.map((name) => judge(name, seenOf({}, { exchanges })))).toEqual([
      'x-ratelimit-limit: agrees',
      'x-request-id: agrees',
      'sent: agrees',
    ]);
    const [, refused] = exchanges;
    const without = [{ ...refused!, headers: [] }];
    expect(judge('429: Retry-After', seenOf({}, { exchanges: without }))).toBe('not sent: agrees');
    expect(names.map((name) => judge(name, seenOf({})))).toEqual([
      'none: not seen',
      'none: not seen',
      'no 429: not seen',
    ]);
  });

  it.each([
    [{ code: 'forbidden', message: 'm', validation_errors: {} }, 'all: agrees'],
    [{ error: { message: 'm' } }, 'without code, message, validation_errors; also error: differs'],
  ])('an error %j', (body, expected) => {
    expect(judge('errors: fields', seenOf({ 'payouts.list': answer(body, 403) }))).toBe(expected);
  });
});

it('the saved shapes name fields and types, and neither values nor keys that may be values', () => {
  const records = [
    { id: 'cus_1', line_items: [{ amount: 1 }, { amount: '2', note: null }] },
    { id: null, metadata: { 'Ada Byron': 'secret', cus_81b2f: 7 } },
  ];
  const seen = seenOf({
    'customers.list': answer(records),
    unknownRoute: { status: 404, text: 'x', json: undefined },
  });

  const saved = shapesOf(seen);

  expect(saved).toEqual({
    token: undefined,
    headers: [],
    answers: {
      'GET /customers': {
        status: 200,
        body: {
          types: ['list'],
          items: {
            types: ['object'],
            fields: {
              id: { types: ['null', 'string'] },
              line_items: {
                types: ['list'],
                items: {
                  types: ['object'],
                  fields: { amount: { types: ['number', 'string'] }, note: { types: ['null'] } },
                },
              },
              metadata: { types: ['object'], fields: { '(other)': { types: ['number', 'string'] } } },
            },
          },
        },
      },
      unknownRoute: { status: 404, body: 'text' },
    },
  });
});
