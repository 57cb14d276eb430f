import { expect, it } from 'vitest';
import { holdsForAllTimelines, RUNS } from './property.js';

it('holds every invariant whatever happens, paced', { timeout: 20_000 + RUNS * 100 }, async () => {
  await expect(holdsForAllTimelines(true)).resolves.toBeUndefined();
});
