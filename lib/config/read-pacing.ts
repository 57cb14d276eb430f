import { LONGEST_TIMER_MS } from '../timing/instant.js';
import { type OptionReader, show } from './option-reader.js';
import type { PacingOptions } from './options.js';

/** Reads `pacing`. */
export function readPacing(reader: OptionReader): Required<PacingOptions> | false {
  if (reader.raw('pacing') === false) return false;
  const given = reader.section('pacing', ['requests', 'perMilliseconds', 'queue'], 'false, or ');
  const { requests = 5, perMilliseconds = 1100, queue = 100 } = given;
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
  return { requests, perMilliseconds, queue } as Required<PacingOptions>;
}
