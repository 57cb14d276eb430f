import { runSimulation } from '../engine/simulate.js';
import { Fleet } from './fleet.js';
import type { FleetTimeline } from './timeline.js';

/** Runs one timeline of a fleet. */
export function simulateFleet(timeline: FleetTimeline): Promise<readonly string[]> {
  return runSimulation(new Fleet(timeline), timeline.seed);
}
