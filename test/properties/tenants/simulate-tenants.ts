import { simulate } from '../engine/simulate.js';
import { TenantsApplication } from './tenants-application.js';
import type { TenantsTimeline } from './timeline.js';

/** Runs one timeline of tenants. */
export function simulateTenants(timeline: TenantsTimeline): Promise<readonly string[]> {
  return simulate(timeline, (world) => new TenantsApplication(world, timeline));
}
