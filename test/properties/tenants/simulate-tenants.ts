import { runSimulation } from '../engine/simulate.js';
import { TenantsWorld } from './tenants-world.js';
import type { TenantsTimeline } from './timeline.js';

/** Runs one timeline of tenants. */
export function simulateTenants(timeline: TenantsTimeline): Promise<readonly string[]> {
  return runSimulation(new TenantsWorld(timeline), timeline.seed);
}
