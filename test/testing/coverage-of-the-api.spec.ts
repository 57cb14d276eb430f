import { describe, expect, it } from 'vitest';
import { describedOperations, fieldsOf } from './api-description.js';
import { start } from './harness.js';

/** Known from hearsay only, or made for the vendor's browser kit: not simulated. */
const LEFT_OUT = [
  'POST /customers/{id}/payment-methods/card',
  'POST /customers/{id}/payment-methods/{card_id}/cvv',
  'GET /card-form/credentials',
  'POST /payments',
  'POST /checkout-auth/init',
  'GET /checkout/v1/invoice',
];

describe('The operations of the API description', () => {
  const simulated = describedOperations().filter((operation) => !LEFT_OUT.includes(operation));

  it.each(simulated.filter((operation) => operation !== 'POST /oauth/token'))(
    '%s is known and wants a token',
    async (operation) => {
      const { client } = await start();
      const [method = '', path = ''] = operation.split(' ');

      const answer = await client.send(method, path.replaceAll(/\{\w+\}/g, 'some_id'));

      expect(answer.status).toBe(401);
    },
  );

  it.each(['/customers', '/invoices', '/payments', '/payouts', '/webhooks', '/webhooks/events'])(
    'GET %s is paginated',
    async (path) => {
      const { client } = await start();

      const { body } = await client.call('GET', path);

      expect(Object.keys(body).toSorted()).toEqual(fieldsOf('PaginatedResponse-CustomerReply'));
      expect((await client.call('GET', `${path}?limit=0`)).status).toBe(400);
    },
  );

  it('show customers with every field', async () => {
    const { client } = await start({ seed: true });

    const { body } = await client.call('GET', '/customers');

    for (const customer of body['data'] as object[])
      expect(Object.keys(customer).toSorted()).toEqual(fieldsOf('CustomerReply'));
  });
});
