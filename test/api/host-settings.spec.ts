import {
  AlternativePaymentsClient,
  type AlternativePaymentsModuleOptions,
  isOutcomeUnknown,
} from 'nestjs-alternative-payments';
import { describe, expect, it } from 'vitest';
import { startAccount } from '../support/application.js';
import { failureOf } from '../support/failure-of.js';
import { simulate } from '../support/simulator.js';

type Http = NonNullable<AlternativePaymentsModuleOptions['http']>;

/** A client of a host that has set its account's axios up in its own way. */
async function clientWith(http: Http, path = '') {
  const simulator = await simulate({ seed: true });
  const { application, http: service } = await startAccount({
    ...simulator.options,
    baseURL: `${simulator.baseURL}${path}`,
    http,
  });
  const api = application.get(AlternativePaymentsClient, { strict: false });
  return { api, service, simulator };
}

const OF_THE_ANSWER: [what: string, http: Http][] = [
  ['accepts every status', { validateStatus: () => true }],
  ['accepts no status', { validateStatus: () => false }],
  ['accepts a status without a function', { validateStatus: null }],
  ['reads texts', { responseType: 'text' }],
  ['reads bytes', { responseType: 'arraybuffer' }],
  ['reads streams', { responseType: 'stream' }],
  ['leaves answers as they come', { transformResponse: [] }],
  ['gives answers another shape', { transformResponse: [(text: string) => ({ wrapped: text })] }],
];

describe('how a host reads its own answers', () => {
  it.each(OF_THE_ANSWER)('is no matter of the client: it %s', async (_what, http) => {
    const { api, simulator } = await clientWith(http);

    const { data, hasNextPage } = await api.customers.list({ limit: 2 });
    expect([data.length, hasNextPage]).toEqual([2, true]);
    const [first] = data;
    expect((await api.customers.get(first!.id)).name).toBe(first!.name);

    simulator.fault({ on: 'POST /customers', status: 400, body: { code: 'bad_request', message: 'taken' } });
    const refusal = await failureOf(api.customers.create({ name: 'x', email: 'x@acme.example' }));
    expect(refusal).toMatchObject({ code: 'API_BAD_REQUEST', apiMessage: 'taken', outcome: 'refused' });
    const missing = await failureOf(api.customers.get('none'));
    expect(missing).toMatchObject({ code: 'API_NOT_FOUND' });
  });
});

describe('what a host adds to its requests', () => {
  it('goes with those of the client', async () => {
    const { api, service, simulator } = await clientWith({
      params: { version: 1 },
      headers: { 'X-Host': 'yes' },
      paramsSerializer: { indexes: null },
    });
    service.axiosRef.interceptors.request.use((config) => {
      config.headers.set('X-Body', typeof config.data);
      return config;
    });

    await api.customers.list({ company_name: 'a b+c' });
    await api.customers.create({ name: 'x', email: 'x@acme.example' });

    const [list, create] = simulator.journal.apiRequests;
    expect(Object.fromEntries(list!.query)).toEqual({ version: '1', company_name: 'a b+c' });
    expect(list!.headers).toMatchObject({ 'x-host': 'yes' });
    expect(create!.headers).toMatchObject({ 'x-body': 'object' });
  });

  it('may be a path before all paths', async () => {
    const { api, simulator } = await clientWith({}, '/gateway/payments/');
    const token = { access_token: 'the-token', token_type: 'bearer' };
    simulator.fault({ on: 'POST /gateway/payments/oauth/token', body: token });
    await failureOf(api.customers.get('a/b'));
    await failureOf(api.request({ method: 'GET', path: '/customers/x?y=1' }));
    expect(simulator.journal.apiRequests.map(({ url }) => url)).toEqual([
      '/gateway/payments/oauth/token',
      '/gateway/payments/customers/a%2Fb',
      '/gateway/payments/customers/x?y=1',
    ]);
  });
});

describe('an interceptor of the host that gives something else than the answer', () => {
  // With the array of a page in its place, a list would end after its first page without a word.
  it.each([
    ['the data alone', (answer: { data: unknown }) => answer.data],
    ['nothing', () => undefined],
    ['a text', () => 'done'],
  ])('is found: %s', async (_what, replace) => {
    const { api, service, simulator } = await clientWith({});
    service.axiosRef.interceptors.response.use(replace as never);

    const list = await failureOf(api.customers.list({ limit: 2 }).toArray());
    const archive = await failureOf(api.customers.archive('cus_1'));
    const created = await failureOf(
      api.customers.create({ name: 'x', email: 'y@acme.example' }).withResponse(),
    );

    expect(list).toMatchObject({ code: 'UNEXPECTED_ANSWER', operation: 'customers.list' });
    expect(created).toMatchObject({ code: 'UNEXPECTED_ANSWER', outcome: 'unknown' });
    expect(created.message).toContain('interceptor');
    expect(isOutcomeUnknown(created)).toBe(true);
    // The API has refused this one, so no interceptor has seen it.
    expect(archive).toMatchObject({ code: 'API_NOT_FOUND' });
    expect(simulator.journal.apiRequests.map(({ method }) => method)).toEqual(['GET', 'DELETE', 'POST']);
  });

  it('may change what is in it', async () => {
    const { api, service } = await clientWith({});
    service.axiosRef.interceptors.response.use((answer) => ({ ...answer, data: { id: 'of-the-host' } }));
    expect(await api.customers.get('x').catch(() => undefined)).toBeUndefined();
    expect((await api.customers.create({ name: 'x', email: 'z@acme.example' })).id).toBe('of-the-host');
  });
});
