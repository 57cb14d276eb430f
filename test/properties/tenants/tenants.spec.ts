import { expect, it } from 'vitest';
import { holdsForAll, RUNS } from '../engine/property.js';
import { simulateTenants } from './simulate-tenants.js';
import { tenantsTimelines } from './timeline.js';

it(
  'holds every invariant for accounts of tenants',
  { timeout: 60_000 + RUNS * 1_000 },
  async ({ signal }) => {
    await expect(holdsForAll(tenantsTimelines, simulateTenants, signal)).resolves.toBeUndefined();
  },
);
