import { expect, it } from 'vitest';
import { holdsForAllTimelines, RUNS } from './property.js';

it(
  'holds every invariant whatever happens, paced',
  { timeout: 60_000 + RUNS * 1_000 },
  async ({ signal }) => {
    await expect(holdsForAllTimelines(true, signal)).resolves.toBeUndefined();
  },
);
