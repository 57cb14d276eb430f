import { expect, it } from 'vitest';
import { holdsForAll, RUNS } from '../account/property.js';
import { simulateTenants } from './simulate-tenants.js';
import { tenantsTimelines } from './timeline.js';

it(
  'holds every invariant for accounts of tenants',
  { timeout: 60_000 + RUNS * 1_000 },
  async ({ signal }) => {
    const folder = 'test/properties/tenants';
    await expect(holdsForAll(tenantsTimelines, simulateTenants, signal, { folder })).resolves.toBeUndefined();
  },
);
