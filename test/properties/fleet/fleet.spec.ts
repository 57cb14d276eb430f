import { expect, it } from 'vitest';
import { holdsForAll, runsOf } from '../engine/property.js';
import { simulateFleet } from './simulate-fleet.js';
import { fleetTimelines } from './timeline.js';

/** One run is as much work as three of a process by itself. */
const runs = runsOf(150);

it(
  'holds every invariant for processes that share a store',
  { timeout: 60_000 + runs * 1_500 },
  async ({ signal }) => {
    await expect(holdsForAll(fleetTimelines, simulateFleet, signal, runs)).resolves.toBeUndefined();
  },
);
