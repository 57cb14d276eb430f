import { simulate } from '../engine/simulate.js';
import { LoneAccount } from './lone-account.js';
import type { Timeline } from './timeline.js';

/** Runs one timeline of an account by itself. */
export function simulateAccount(timeline: Timeline, isPaced = false): Promise<readonly string[]> {
  return simulate(timeline.seed, (world) => {
    const account = new LoneAccount(world, timeline, isPaced);
    return world.play(account, account.effects, timeline.happenings);
  });
}
