import { expect, it } from 'vitest';
import { holdsForAll, RUNS } from '../engine/property.js';
import { simulateAccount } from './simulate-account.js';
import { type AccountTimeline, accountTimelines } from './timeline.js';

it(
  'holds every invariant whatever happens, without pacing',
  { timeout: 60_000 + RUNS * 1_000 },
  async ({ signal }) => {
    const run = (timeline: AccountTimeline): Promise<unknown> => simulateAccount(timeline);
    await expect(holdsForAll(accountTimelines, run, signal)).resolves.toBeUndefined();
  },
);
