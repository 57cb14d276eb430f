import { expect, it } from 'vitest';
import { holdsForAll, RUNS } from '../engine/property.js';
import { simulateAccount } from './simulate-account.js';
import { type Timeline, timelines } from './timeline.js';

it(
  'holds every invariant whatever happens, without pacing',
  { timeout: 60_000 + RUNS * 1_000 },
  async ({ signal }) => {
    const run = (timeline: Timeline): Promise<unknown> => simulateAccount(timeline);
    await expect(holdsForAll(timelines, run, signal)).resolves.toBeUndefined();
  },
);
