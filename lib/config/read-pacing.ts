import { LONGEST_TIMER_MS } from '../timing/instant.js';
import type { SharedRateBudget } from '../sharing/shared-rate.js';
import { type OptionReader, show } from './option-reader.js';
import type { ResolvedPacing } from './resolved-options.js';

const KNOWN = ['requests', 'perMilliseconds', 'queue', 'shared', 'localShare'];

/** Reads `pacing`. */
export function readPacing(reader: OptionReader): ResolvedPacing | false {
  if (reader.raw('pacing') === false) return false;
  const given = reader.section('pacing', KNOWN, 'false, or ');
  const { requests = 5, perMilliseconds = 1100, queue = 100 } = given;
  const { shared, localShare = 1 } = given;
  const problem = (text: string): void => reader.problem('pacing', text);
  if (!Number.isSafeInteger(requests) || (requests as number) < 1) {
    problem(`has "requests" ${show(requests)}. It must be a whole number from 1, or set pacing to false.`);
  }
  if (typeof perMilliseconds !== 'number' || !(perMilliseconds > 0 && perMilliseconds <= LONGEST_TIMER_MS)) {
    problem(`has "perMilliseconds" ${show(perMilliseconds)}. It must be a number above 0, below 25 days.`);
  }
  if (!Number.isSafeInteger(queue) || (queue as number) < 0) {
    problem(`has "queue" ${show(queue)}. It must be a whole number from 0.`);
  }
  if (shared !== undefined && typeof (shared as SharedRateBudget | null)?.reserve !== 'function') {
    problem('has "shared" without reserve(). Give a SharedRateBudget, such as new RedisRateBudget(client).');
  }
  const { timeoutMs: sharedMs = 1 } = (shared ?? {}) as SharedRateBudget;
  if (typeof sharedMs !== 'number' || !(sharedMs >= 1 && sharedMs <= LONGEST_TIMER_MS)) {
    problem(
      `has "shared" with "timeoutMs" ${show(sharedMs)}. It must be a number of milliseconds from 1, or left out.`,
    );
  }
  if (!Number.isSafeInteger(localShare) || (localShare as number) < 1) {
    problem(`has "localShare" ${show(localShare)}. It must be a whole number from 1.`);
  }
  return { requests, perMilliseconds, queue, shared, localShare } as ResolvedPacing;
}
