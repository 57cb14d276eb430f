import { describe, expect, it } from 'vitest';
import { ApiKey } from '../../lib/testing/api-key.js';
import { FileHost } from '../../lib/testing/file-host.js';
import { VendorApi } from '../../lib/testing/resources/vendor-api.js';
import { tokenEndpoint } from '../../lib/testing/token-endpoint.js';
import { TokenStore } from '../../lib/testing/token-store.js';
import { answersOf, bodyOf, describedOperations, fieldsOf, queryOf } from './api-description.js';
import { departures } from './described-answers.js';
import { start } from './harness.js';

const routes = [
  tokenEndpoint(new ApiKey('id', 'secret'), new TokenStore(3600)),
  ...new VendorApi(new FileHost('127.0.0.1')).routes,
];

const PAGE_QUERY = ['after', 'before', 'limit'];

/** Names that the simulator takes although the description does not have them. */
const ASSUMED: Readonly<Record<string, { names: string[]; reason: string }>> = {
  'GET /customers/{id}/users': { names: PAGE_QUERY, reason: 'whether it has pages is not known' },
  'GET /customers/{id}/payment-methods': { names: PAGE_QUERY, reason: 'whether it has pages is not known' },
  'GET /payouts/{id}/transactions': { names: PAGE_QUERY, reason: 'whether it has pages is not known' },
  'POST /customers/{id}/payment-methods/bank': {
    names: ['institution_code', 'transit_number'],
    reason: 'the reference has them for Canadian accounts, without the operation that takes them',
  },
};

/** Operations of which no source, or none that was seen to work, shows the answer. */
const UNCONFIRMED = [
  'GET /customers/{id}/users',
  'POST /customers/{id}/users',
  'GET /customers/{id}/payment-methods',
  'POST /customers/{id}/payment-methods/bank',
  'POST /customers/{id}/payment-methods/card',
  'DELETE /invoices/{id}',
  'GET /invoices/{id}/pdf-link',
  'POST /payments',
  'GET /payments/{id}',
  'GET /payouts/{id}/transactions',
  'GET /webhooks/events',
  'POST /webhooks/retry',
  'POST /checkout-auth/init',
];

const successOf = (operation: string): { status: number; confidence: string } =>
  answersOf(operation).find(({ status }) => status < 300)!;

describe('The operations of the API description', () => {
  it('are those of the simulator', () => {
    const simulated = routes.map(({ method, path }) => `${method} ${path}`);

    expect(simulated.toSorted()).toEqual(describedOperations().toSorted());
    expect(simulated).toHaveLength(33);
  });

  it.each(routes)('$method $path has the parameters and fields that are described', (route) => {
    const operation = `${route.method} ${route.path}`;
    const assumed = ASSUMED[operation]?.names ?? [];
    const fields = route.body === 'anything' ? [] : (route.body ?? []);
    const unlessAssumed = (names: readonly string[] = []): string[] =>
      names.filter((name) => !assumed.includes(name)).toSorted();

    expect(unlessAssumed(route.query)).toEqual(queryOf(operation));
    expect(route.body === 'anything' ? route.body : unlessAssumed(route.body)).toEqual(bodyOf(operation));
    expect([...(route.query ?? []), ...fields]).toEqual(expect.arrayContaining(assumed));
  });

  it('are described by answers that are known, with these exceptions', () => {
    const unconfirmed = describedOperations().filter((one) => successOf(one).confidence === 'unconfirmed');

    expect(unconfirmed).toEqual(UNCONFIRMED);
  });

  it.each(describedOperations().filter((operation) => operation !== 'POST /webhooks/retry'))(
    '%s is held to answers with every field and no other',
    (operation) => {
      const [method = '', path = ''] = operation.split(' ');

      for (const text of ['{}', '{"banana":1}'])
        expect(departures(method, path, successOf(operation).status, text)).not.toEqual([]);
    },
  );

  const guarded = routes.filter(({ path }) => path !== '/oauth/token');

  it.each(guarded)('$method $path wants a token', async ({ method, path }) => {
    const { client } = await start();

    expect((await client.send(method, path.replaceAll(/\{\w+\}/g, 'some_id'))).status).toBe(401);
  });

  it.each(['/customers', '/invoices', '/payments', '/payouts', '/webhooks', '/webhooks/events'])(
    'GET %s is paginated',
    async (path) => {
      const { client } = await start();

      const { body } = await client.call('GET', path);

      expect(Object.keys(body).toSorted()).toEqual(fieldsOf('PaginatedResponse-CustomerReply'));
      expect((await client.call('GET', `${path}?limit=0`)).status).toBe(400);
    },
  );

  it('all answer as described', async () => {
    const { client, simulator } = await start({ strict: true });
    const made = async (path: string, body: object): Promise<string> =>
      String((await client.call('POST', path, { body }))['body']['id']);
    const customer = await made('/customers', { name: 'Acme', email: 'a@acme.example', external_id: 'x' });
    const lines = [{ description: 'Backup', amount: 10.1, quantity: 3 }];
    const bill = { customer_id: customer, currency: 'USD', due_date: '2027-01-31', line_items: lines };
    const [invoice, other] = [await made('/invoices', bill), await made('/invoices', bill)];
    const methods = `/customers/${customer}/payment-methods`;
    const bank = await made(`${methods}/bank`, { type: 'depository', account_number: '000123456789' });
    const card = await made(`${methods}/card`, {
      card_provider_token: 'simulated-card',
      address: { city: 'Toledo' },
    });
    const cvv = { cvv_secret: 'x', product_id: invoice, product_type: 'invoice', provider: 'evervault' };
    const payment = simulator.payInvoice(invoice).id;
    const payout = simulator.payOut([payment], { fees: [{ name: 'Processing', amount: 1.5 }] }).id;
    const hook = await made('/webhooks', { endpoint_url: 'https://hooks.example', topic: 'invoice_paid' });
    const redirect_url = 'https://shop.example/done';
    const request = await made('/payments/request', { amount: '100', redirect_url });
    const session = { customer_id: customer, invoice_id: other };
    const token = String((await client.call('POST', '/checkout-auth/init', { body: session })).body['token']);

    const answers = [
      await client.call('POST', `/customers/${customer}/users`, { body: { email: 'ann@acme.example' } }),
      await client.call('POST', `${methods}/${card}/cvv`, { body: cvv }),
      await client.call('POST', '/payments', {
        body: { idempotency_key: 'k', invoice_id: other, payment_method_id: bank },
      }),
      await client.call('GET', '/checkout/v1/invoice', { token }),
      await client.call('POST', '/webhooks/retry'),
    ];
    const ids: Record<string, string> = {
      customers: customer,
      invoices: invoice,
      payments: payment,
      payouts: payout,
    };
    const reads = routes.filter(({ method, path }) => method === 'GET' && path !== '/checkout/v1/invoice');
    for (const { path } of reads) {
      const id = path.startsWith('/payments/request') ? request : (ids[path.split('/')[1]!] ?? '');
      answers.push(await client.call('GET', path.replace('{id}', id)));
    }
    for (const path of [`/webhooks/${hook}`, `/invoices/${other}`, `/customers/${customer}`])
      answers.push(await client.call('DELETE', path));

    expect(answers.map(({ status }) => status).filter((status) => status >= 300)).toEqual([]);
    for (const { method, path } of routes)
      expect(simulator.journal.find(`${method} ${path}`).map(({ status }) => status)[0]).toBeLessThan(300);

    expect(simulator.journal.find(({ unknown }) => unknown.length > 0)).toEqual([]);
  });
});
