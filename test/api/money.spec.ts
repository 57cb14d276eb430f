// What is sent for an amount is a pure decision, so it is also hammered directly.
import fc from 'fast-check';
import { centsToDollars, dollarsToCents, InvalidArgumentError } from 'nestjs-alternative-payments';
import { describe, expect, it } from 'vitest';
import { centsAsNumber } from '../../lib/api/calls/money.js';
import { clientOfFile } from '../support/client-of-file.js';

const client = clientOfFile();

const INVOICE = { customer_id: 'cus_1', currency: 'USD', due_date: '2027-01-31' };

/** The lines of an invoice as they are sent, without being parsed. */
async function sentFor(amount: unknown): Promise<string> {
  client.simulator.fault({ on: 'POST /invoices', body: { id: 'x' } });
  const line_items = [{ description: 'x', amount, quantity: 1 }];
  const { sent, error } = await client.watch(() =>
    client.call('invoices.create', { ...INVOICE, line_items }),
  );
  expect(error).toBeUndefined();
  return /"amount":([^,}]*)/.exec(sent[0]!.body)![1]!;
}

/** What refuses an amount, before anything is sent. */
async function refusalOf(method: string, body: object): Promise<InvalidArgumentError> {
  const { sent, error } = await client.watch(() => client.call(method, body));
  expect(sent).toEqual([]);
  expect(error).toBeInstanceOf(InvalidArgumentError);
  return error as InvalidArgumentError;
}

const AMOUNTS: [amount: unknown, json: string][] = [
  [1.13, '1.13'],
  [2.3, '2.3'],
  [4.35, '4.35'],
  [19.99 * 3, '59.97'],
  ['1.13', '1.13'],
  ['1.10', '1.1'],
  ['1.1', '1.1'],
  ['1.00', '1'],
  ['1', '1'],
  [0, '0'],
  [-0, '0'],
  ['0', '0'],
  ['0.00', '0'],
  ['-0', '0'],
  ['-0.00', '0'],
  [0.01, '0.01'],
  [-0.01, '-0.01'],
  ['-25.50', '-25.5'],
  [-1_000, '-1000'],
  ['70368744177663.25', '70368744177663.25'],
  [90_071_992_547_409, '90071992547409'],
];

const NO_AMOUNTS: readonly unknown[] = [
  0.1 + 0.2,
  1.005,
  8.165,
  0.001,
  1e-7,
  1e21,
  2 ** 53,
  Number.MAX_VALUE,
  Number.MIN_VALUE,
  Number.NaN,
  Infinity,
  -Infinity,
  '1.234',
  '1.000',
  '1e3',
  '1E3',
  '0x10',
  '0b1',
  '',
  ' ',
  ' 1',
  '1 ',
  '1\n',
  '+1',
  '--1',
  '1.',
  '.5',
  '01',
  '00',
  '-',
  '1,13',
  '1,000.00',
  '1_000',
  '$1',
  '1 USD',
  '１',
  '١',
  '\u{FEFF}1',
  '1\u{202E}',
  '\u{2212}1',
  'NaN',
  'Infinity',
  '1'.repeat(400),
  '90071992547409.93',
  '9007199254740993',
  1n,
  null,
  undefined,
  true,
  [],
  [1],
  ['1.13'],
  {},
  { valueOf: () => 1 },
  { toString: () => '1.13' },
  Object(1),
  Object('1.13'),
  new Date(1),
  Symbol('1'),
  () => 1,
];

describe('an amount of an invoice', () => {
  it.each(AMOUNTS)('of %j is sent as the number %s', async (amount, json) => {
    expect(await sentFor(amount)).toBe(json);
  });

  it.each(NO_AMOUNTS)('cannot be %o', async (amount) => {
    const line_items = [{ description: 'x', amount, quantity: 1 }];
    const { argument, message } = await refusalOf('invoices.create', { ...INVOICE, line_items });
    expect(argument).toBe('line_items[0].amount');
    expect(message).toMatch(/^invoices\.create: "line_items\[0\]\.amount" must be an amount of dollars/);
  });

  it('is the number nearest to what was written, and no other cent', () => {
    const written = fc.tuple(
      fc.constantFrom('', '-'),
      fc.bigInt({ min: 0n, max: 9_007_199_254_740_993n }),
      fc.constantFrom('', 'd', 'dd'),
      fc.integer({ min: 0, max: 99 }),
    );
    fc.assert(
      fc.property(written, ([sign, dollars, decimals, fraction]) => {
        const digits = String(fraction).padStart(2, '0').slice(0, decimals.length);
        const text = `${sign}${dollars}${digits === '' ? '' : `.${digits}`}`;
        const cents = BigInt(`${sign}${dollars}${digits.padEnd(2, '0')}`);
        const number = centsAsNumber(text);
        // What JSON says is read again, digit by digit.
        const [whole = '', rest = ''] = JSON.stringify(number ?? 'refused').split('.');
        const kept = number === undefined ? undefined : BigInt(`${whole}${rest.padEnd(2, '0')}`);
        // Up to a trillion dollars every cent has a number of its own.
        const isSmall = cents < 100_000_000_000_000n && cents > -100_000_000_000_000n;
        expect([cents, isSmall ? cents : undefined]).toContain(kept);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is never a number that has more than two decimals', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.double({ min: -1_000, max: 1_000 })), (value) => {
        const sent = centsAsNumber(value);
        expect([undefined, value]).toContain(sent);
        expect(sent === undefined || /^-?\d+(\.\d{1,2})?$/.test(JSON.stringify(sent))).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the amount of a payment request', () => {
  it.each(['100', '1', '0.5', '19.99', '007', '0'])('goes as it is written: %s', async (amount) => {
    client.simulator.fault({ on: 'POST /payments/request', body: { id: 'x' } });
    const { sent } = await client.watch(() =>
      client.api.paymentRequests.create({ amount, redirect_url: 'https://shop.example' }),
    );
    expect(JSON.parse(sent[0]!.body)).toMatchObject({ amount });
  });

  it('is no number, which does not even compile', async () => {
    client.simulator.fault({ on: 'POST /payments/request', body: { id: 'x' } });
    const { sent, error } = await client.watch(() =>
      // @ts-expect-error a payment request has its amount as text
      client.api.paymentRequests.create({ amount: 100, redirect_url: 'https://shop.example' }),
    );
    expect(sent).toEqual([]);
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', argument: 'amount' });
  });

  it.each([
    100,
    1.5,
    1n,
    '',
    ' ',
    ' 1',
    '1\n',
    '-1',
    '+1',
    '1.234',
    '1.',
    '.5',
    '1e3',
    '1,5',
    '$1',
    '１',
    null,
    [],
    ['1'],
  ])('cannot be %o', async (amount) => {
    const body = { amount, redirect_url: 'https://shop.example' };
    expect((await refusalOf('paymentRequests.create', body)).argument).toBe('amount');
  });
});

describe('dollars and cents', () => {
  it('are each other, for each cent up to ten thousand dollars', () => {
    const wrong: unknown[] = [];
    for (let cents = 0; cents <= 1_000_000; cents += 1) {
      const text = centsToDollars(cents);
      if (text.at(-3) !== '.' || dollarsToCents(text) !== cents) wrong.push(cents);
    }
    expect(wrong).toEqual([]);
  });

  it('are each other, for every whole number that is safe', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (cents) => {
        const text = centsToDollars(cents);
        const back = dollarsToCents(text);
        // As a number, a text stands for the same cents or is no amount at all.
        expect([undefined, Number(text)]).toContain(centsAsNumber(text));
        // Nothing is owed or paid with a minus.
        expect(Object.is(back, cents === 0 ? 0 : cents)).toBe(true);
      }),
    );
    expect(dollarsToCents('-0')).toBe(0);
    expect(centsToDollars(-0)).toBe('0.00');
    expect(centsToDollars(-5)).toBe('-0.05');
    expect(centsToDollars(Number.MAX_SAFE_INTEGER)).toBe('90071992547409.91');
  });

  it('are never a guess at what a text means', () => {
    const likeAmounts = fc.string({ unit: fc.constantFrom(...Array.from('0123456789.-+eE, x')) });
    fc.assert(
      fc.property(fc.oneof(likeAmounts, fc.string()), (text) => {
        const match = /^(-?)(0|[1-9][0-9]*)(?:\.([0-9]{1,2}))?$/.exec(text);
        const cents = match && BigInt(`${match[1]}${match[2]}${(match[3] ?? '').padEnd(2, '0')}`);
        const isSafe = cents !== null && cents <= BigInt(Number.MAX_SAFE_INTEGER);
        expect(centsOf(text)).toBe(
          isSafe && cents >= BigInt(Number.MIN_SAFE_INTEGER) ? Number(cents) : undefined,
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it.each(NO_AMOUNTS.filter((value) => value !== '90071992547409.93'))('have no amount %o', (value) => {
    expect(() => dollarsToCents(value as string)).toThrow(InvalidArgumentError);
  });

  it.each([
    1.5,
    Number.NaN,
    Infinity,
    2 ** 53,
    '113',
    '',
    1n,
    null,
    undefined,
    [],
    [113],
    {},
    true,
    Symbol('1'),
  ])('have no cents %o', (value) => {
    expect(() => centsToDollars(value as number)).toThrow(InvalidArgumentError);
  });

  it('say in one short line what they cannot read', () => {
    const spread = (): string => {
      return 'a function over several lines';
    };
    for (const value of ['x'.repeat(1_000_000), 'a\n\u{1B}[31mb', spread])
      expect(messageFor(() => dollarsToCents(value as never))).toMatch(/^\P{Cc}{1,300}$/u);
  });

  function centsOf(text: string): number | undefined {
    try {
      return dollarsToCents(text);
    } catch {
      return undefined;
    }
  }

  function messageFor(run: () => unknown): string {
    try {
      return String(run());
    } catch (error) {
      return (error as Error).message;
    }
  }
});
