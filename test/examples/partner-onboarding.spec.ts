import {
  type ApiKeyPair,
  type AlternativePaymentsTenants,
  AlternativePaymentsError,
} from 'nestjs-alternative-payments';
import type { Simulator } from 'nestjs-alternative-payments/testing';
import { beforeEach, expect, it } from 'vitest';
import {
  PartnerKeyTable,
  PartnerOnboarding,
  UnusableKeyError,
} from '../../docs/examples/partner-onboarding.js';
import { failureOf } from '../support/failure-of.js';
import { simulate } from '../support/simulator.js';
import { startPlatform } from '../support/tenants.js';

class KeysInMemory extends PartnerKeyTable {
  readonly rows = new Map<string, ApiKeyPair>();

  async find(name: string): Promise<ApiKeyPair | undefined> {
    return this.rows.get(name);
  }

  async save(name: string, key: ApiKeyPair): Promise<void> {
    this.rows.set(name, key);
  }

  async remove(name: string): Promise<void> {
    this.rows.delete(name);
  }
}

let simulator: Simulator;
let keys: KeysInMemory;
let tenants: AlternativePaymentsTenants;
let onboarding: PartnerOnboarding;

const key = (clientSecret?: string): ApiKeyPair => ({
  clientId: simulator.options.clientId,
  clientSecret: clientSecret ?? simulator.options.clientSecret,
});

const customersOf = (partner: string): Promise<unknown> => tenants.client(partner).customers.list().toArray();

beforeEach(async () => {
  simulator = await simulate();
  keys = new KeysInMemory();
  ({ tenants } = await startPlatform(
    { resolve: (name) => keys.find(name) },
    { baseURL: simulator.baseURL, environment: undefined, pacing: false },
  ));
  onboarding = new PartnerOnboarding(tenants, keys);
});

it('accepts a key that works, and leaves nothing else behind', async () => {
  await onboarding.accept('partner-42', key());
  expect([...keys.rows.keys()]).toEqual(['partner-42']);
  expect(tenants.size).toBe(0);
  await expect(customersOf('partner-42')).resolves.toEqual([]);
});

it('says that a key is refused, and keeps the one that the partner had', async () => {
  await onboarding.accept('partner-42', key());
  const error = await failureOf(onboarding.accept('partner-42', key('nonsense')));
  expect(error).toBeInstanceOf(UnusableKeyError);
  expect(error.message).toContain('Compare both with the Partner Dashboard');
  expect([...keys.rows]).toEqual([['partner-42', key()]]);
  await expect(customersOf('partner-42')).resolves.toEqual([]);
});

it('says which scope a key lacks', async () => {
  simulator.fault({ on: 'GET /payments', status: 403, body: { code: 'forbidden', message: 'no' } });
  const error = await failureOf(onboarding.accept('partner-42', key()));
  expect(error).toBeInstanceOf(UnusableKeyError);
  expect(error.message).toContain('"payments:read"');
  expect(keys.rows.size).toBe(0);
});

it('passes an outage on, which says nothing of the key', async () => {
  simulator.fault({ on: 'GET /customers', status: 503 });
  const error = await failureOf(onboarding.accept('partner-42', key()));
  expect(error).toBeInstanceOf(AlternativePaymentsError);
  expect(keys.rows.size).toBe(0);
});

it('uses a key that replaces another from the next call on', async () => {
  await onboarding.accept('partner-42', key());
  await customersOf('partner-42');
  simulator.rotateSecret('the-next-secret');
  await onboarding.accept('partner-42', key());
  const before = simulator.journal.tokenRequests.length;
  await customersOf('partner-42');
  expect(simulator.journal.tokenRequests).toHaveLength(before + 1);
});

it('forgets a partner who leaves', async () => {
  await onboarding.accept('partner-42', key());
  await customersOf('partner-42');
  await onboarding.leave('partner-42');
  expect(tenants.size).toBe(0);
  expect(await failureOf(customersOf('partner-42'))).toMatchObject({ code: 'TENANT_NOT_FOUND' });
});
