import { expect, it } from 'vitest';
import { CustomerDirectory } from '../../docs/examples/find-or-create-customer.js';
import { clientOfFile } from '../support/client-of-file.js';
import { failureOf } from '../support/failure-of.js';

const file = clientOfFile();
const directory = (): CustomerDirectory => new CustomerDirectory(file.api);

let count = 0;
const acme = (): { name: string; email: string; external_id: string } => {
  count += 1;
  return { name: `Acme ${count}`, email: 'billing@acme.example', external_id: `acme-${count}` };
};

/** The customers of the API that have this id of ours. */
async function holders(externalId: string): Promise<unknown[]> {
  const all = await file.api.customers.list().toArray();
  return all.filter(({ external_id }) => external_id === externalId);
}

it('creates a customer with one request', async () => {
  const wanted = acme();
  const { sent, result } = await file.watch(() => directory().findOrCreate(wanted));
  expect(result).toMatchObject(wanted);
  expect(sent.map(({ method }) => method)).toEqual(['POST']);
});

it('finds the one who has exactly this id, on whatever page', async () => {
  const wanted = acme();
  await file.api.customers.create({ ...wanted, external_id: `${wanted.external_id}-b` });
  await file.api.customers.create({ ...wanted, external_id: wanted.external_id.toUpperCase() });
  const { id } = await file.api.customers.create(wanted);
  file.simulator.fault({ on: 'GET /customers', maximumLimit: 1 });
  expect(await directory().findOrCreate(wanted)).toMatchObject({ id });
});

it('gives one customer to many who ask at once', async () => {
  const wanted = acme();
  const found = await Promise.all(Array.from({ length: 10 }, () => directory().findOrCreate(wanted)));
  expect(new Set(found.map(({ id }) => id)).size).toBe(1);
  expect(await holders(wanted.external_id)).toHaveLength(1);
});

it('finds the customer whose creation was never answered', async () => {
  const wanted = acme();
  file.simulator.fault({ on: 'POST /customers', times: 1, afterHandling: true, reset: true });
  const found = await directory().findOrCreate(wanted);
  expect(await holders(wanted.external_id)).toEqual([found]);
});

it('passes an unknown outcome on where nobody is found, and may be called again', async () => {
  const wanted = acme();
  file.simulator.fault({ on: 'POST /customers', times: 1, reset: true });
  expect(await failureOf(directory().findOrCreate(wanted))).toMatchObject({ outcome: 'unknown' });
  const found = await directory().findOrCreate(wanted);
  expect(await holders(wanted.external_id)).toEqual([found]);
});

it('says that an archived customer may hold the id', async () => {
  const wanted = acme();
  await file.api.customers.archive((await file.api.customers.create(wanted)).id);
  const failure = await failureOf(directory().findOrCreate(wanted));
  expect(failure.message).toContain('This external id is already used');
  expect(failure.message).toContain('an archived customer may hold it');
  expect(failure.cause).toMatchObject({ code: 'API_BAD_REQUEST' });
});

it('passes on what is refused for another reason', async () => {
  const failure = await failureOf(directory().findOrCreate({ ...acme(), email: '' }));
  expect(failure).toMatchObject({ code: 'INVALID_ARGUMENT' });
});
