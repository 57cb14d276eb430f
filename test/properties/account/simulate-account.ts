import { simulate } from '../engine/simulate.js';
import { LoneAccount } from './lone-account.js';
import type { AccountTimeline } from './timeline.js';

/** Runs one timeline of an account by itself. */
export function simulateAccount(timeline: AccountTimeline, isPaced = false): Promise<readonly string[]> {
  return simulate(timeline, (world) => new LoneAccount(world, timeline, isPaced));
}
