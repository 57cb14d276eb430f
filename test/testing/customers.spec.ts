import type { Customer } from 'nestjs-alternative-payments/testing';
import { describe, expect, it } from 'vitest';
import type { Answer } from './client.js';
import { start } from './harness.js';

const people = (count: number): { name: string; email: string }[] =>
  Array.from({ length: count }, (_, i) => ({
    name: `Company ${i + 1}`,
    email: `billing${i + 1}@example.com`,
  }));

const names = (answer: Answer): string[] => (answer.body['data'] as Customer[]).map(({ name }) => name);

describe('Creating a customer', () => {
  it('answers 201 with every field of a customer', async () => {
    const { client } = await start();

    const { status, body } = await client.call('POST', '/customers', {
      body: { name: 'Acme', email: 'a@acme.example', external_id: 'psa-1', city: 'Toledo', unknown: 1 },
    });

    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.stringMatching(/^cus_/),
      name: 'Acme',
      legal_name: '',
      email: 'a@acme.example',
      external_id: 'psa-1',
      customer_integration_id: '',
      default_payment_method_id: '',
      ein: '',
      street_address: '',
      sub_premise: '',
      city: 'Toledo',
      state: '',
      postal_code: '',
      country: '',
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    });
  });

  it('names the fields that are missing or no strings', async () => {
    const { client } = await start();

    const { status, body } = await client.call('POST', '/customers', { body: { name: 7, city: null } });

    expect(status).toBe(400);
    expect(body).toMatchObject({
      code: 'bad_request',
      validation_errors: { name: 'must be a string', email: 'is required' },
    });
  });

  it.each([['{"name": '], ['[]'], ['null'], ['"text"'], ['']])(
    'refuses the body %s with 400',
    async (body) => {
      const { client } = await start();

      const answer = await client.call('POST', '/customers', { body });

      expect(answer.status).toBe(400);
      expect(answer.body['code']).toBe('bad_request');
    },
  );

  it('refuses an external id that is used, even by an archived customer', async () => {
    const { client } = await start();
    const body = { name: 'Acme', email: 'a@acme.example', external_id: 'psa-1' };
    const { body: first } = await client.call('POST', '/customers', { body });
    await client.call('DELETE', `/customers/${String(first['id'])}`);

    const answer = await client.call('POST', '/customers', { body });

    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({
      code: 'bad_request',
      message: 'This external id is already used',
    });
  });
});

describe('Reading customers', () => {
  it('finds one by its id', async () => {
    const { client } = await start();
    const { body: created } = await client.call('POST', '/customers', { body: people(1)[0] });

    expect((await client.call('GET', `/customers/${String(created['id'])}`)).body).toEqual(created);
  });

  it('answers 404 with the usual error body for an unknown id', async () => {
    const { client } = await start();

    for (const method of ['GET', 'DELETE']) {
      const answer = await client.call(method, '/customers/cus_unknown');
      expect(answer.status).toBe(404);
      expect(answer.body).toEqual({
        code: 'not_found',
        message: 'customer not found',
        validation_errors: {},
      });
    }
  });

  it('archives: gone from the list, still there by id', async () => {
    const { client } = await start({ seed: people(2) });
    const { body } = await client.call('GET', '/customers?limit=1');
    const first = (body['data'] as Customer[])[0];

    const archived = await client.call('DELETE', `/customers/${first?.id}`);

    expect(archived.status).toBe(200);
    expect(archived.body).toEqual(first);
    expect(names(await client.call('GET', '/customers'))).toEqual(['Company 2']);
    expect((await client.call('GET', `/customers/${first?.id}`)).body).toEqual(first);
  });

  it('filters by company name, in any case, also by the legal one', async () => {
    const { client } = await start({
      seed: [
        { name: 'Harbor Dental', email: 'a@example.com' },
        { name: 'HD', legal_name: 'Harbor Holding', email: 'b@example.com' },
        { name: 'Cedar', email: 'c@example.com' },
      ],
    });

    expect(names(await client.call('GET', '/customers?company_name=hARBOR'))).toEqual([
      'Harbor Dental',
      'HD',
    ]);
  });

  it('filters by the time of creation', async () => {
    const { client } = await start({ seed: people(1) });
    const { body } = await client.call('GET', '/customers');
    const createdAt = String((body['data'] as Customer[])[0]?.created_at);
    const later = new Date(Date.parse(createdAt) + 1).toISOString();
    const list = async (query: string): Promise<number> =>
      names(await client.call('GET', `/customers?${query}`)).length;

    expect(await list(`created_at_start=${createdAt}&created_at_end=${createdAt}`)).toBe(1);
    expect(await list(`created_at_start=${later}`)).toBe(0);
    expect(await list(`created_at_end=2000-01-01T00:00:00%2B02:00`)).toBe(0);
  });

  it.each([
    'yesterday',
    '2026-01-01',
    '2026-01-01T00:00:00+02:00',
    '2026-13-01T00:00:00Z',
    '2027-02-30T00:00:00Z',
    '',
  ])('refuses the time "%s" in a query', async (time) => {
    const { client } = await start();

    const answer = await client.call('GET', `/customers?created_at_start=${time}`);

    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ validation_errors: { created_at_start: expect.any(String) } });
  });
});

describe('Paging through customers', () => {
  it('shows a hundred when not told otherwise', async () => {
    const { client } = await start({ seed: people(101) });

    const answer = await client.call('GET', '/customers');

    expect(names(answer)).toHaveLength(100);
    expect(answer.body).toMatchObject({ has_next_page: true, has_previous_page: false });
  });

  it('goes forwards by end_cursor and back by start_cursor', async () => {
    const { client } = await start({ seed: people(5) });
    const page = (query: string): Promise<Answer> => client.call('GET', `/customers?limit=2&${query}`);
    const cursor = (answer: Answer, name: string): string => encodeURIComponent(String(answer.body[name]));

    const first = await page('');
    const second = await page(`after=${cursor(first, 'end_cursor')}`);
    const third = await page(`after=${cursor(second, 'end_cursor')}`);
    const back = await page(`before=${cursor(third, 'start_cursor')}`);

    expect([first, second, third, back].map(names)).toEqual([
      ['Company 1', 'Company 2'],
      ['Company 3', 'Company 4'],
      ['Company 5'],
      ['Company 3', 'Company 4'],
    ]);
    expect(
      [first, second, third].map(({ body }) => [body['has_previous_page'], body['has_next_page']]),
    ).toEqual([
      [false, true],
      [true, true],
      [true, false],
    ]);
  });

  it('goes on when the customer at the cursor was archived meanwhile', async () => {
    const { client } = await start({ seed: people(3) });
    const first = await client.call('GET', '/customers?limit=2');
    const last = (first.body['data'] as Customer[])[1];
    await client.call('DELETE', `/customers/${last?.id}`);

    const query = new URLSearchParams({ after: String(first.body['end_cursor']) });
    const answer = await client.call('GET', `/customers?${query.toString()}`);

    expect(names(answer)).toEqual(['Company 3']);
  });

  it('answers an empty list when there is nothing', async () => {
    const { client } = await start();

    expect((await client.call('GET', '/customers')).body).toEqual({
      data: [],
      start_cursor: '',
      end_cursor: '',
      has_next_page: false,
      has_previous_page: false,
    });
  });

  it('catches clients that do not percent-encode the plus sign every cursor has', async () => {
    const { client } = await start({ seed: people(20) });
    for (let i = 1; i <= 20; i += 1) {
      const { body } = await client.call('GET', `/customers?limit=${i}`);
      expect(body['end_cursor']).toMatch(/^[A-Za-z0-9+/]*\+[A-Za-z0-9+/]*={0,2}$/);

      const answer = await client.call('GET', `/customers?after=${String(body['end_cursor'])}`);
      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({ validation_errors: { after: expect.any(String) } });
    }
  });

  it.each(['limit=0', 'limit=-1', 'limit=1.5', 'limit=many', 'limit=', 'after=', 'before=bm9uc2Vuc2U%3D'])(
    'refuses %s with 400',
    async (query) => {
      const { client } = await start({ seed: true });

      expect((await client.call('GET', `/customers?${query}`)).status).toBe(400);
    },
  );
});
