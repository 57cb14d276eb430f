import { simulate } from '../engine/simulate.js';
import { Fleet } from './fleet.js';
import type { FleetTimeline } from './timeline.js';

/** Runs one timeline of a fleet. */
export function simulateFleet(timeline: FleetTimeline): Promise<readonly string[]> {
  return simulate(timeline, (world) => new Fleet(world, timeline));
}
