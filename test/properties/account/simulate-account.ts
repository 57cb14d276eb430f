import { runSimulation } from '../engine/simulate.js';
import type { Timeline } from './timeline.js';
import { World } from './world.js';

/** Runs one timeline of an account by itself. */
export function simulateAccount(timeline: Timeline, isPaced = false): Promise<readonly string[]> {
  return runSimulation(new World(timeline, isPaced), timeline.seed);
}
