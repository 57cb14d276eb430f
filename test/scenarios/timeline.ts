import type { CallStep, OthersStep, Scenario, Step, When } from './scenario.js';
import { toMs, TOLERANCE_MS } from './time.js';

/** The steps, repeated calls made single ones, in order of time. */
export function inOrder({ steps }: Scenario): Step[] {
  return steps
    .flatMap((step): Step[] => ('every' in step ? repeated(step) : [step]))
    .map((step) => ({ step, ms: toMs(step.at) }))
    .toSorted((a, b) => a.ms - b.ms)
    .map(({ step }) => step);
}

function repeated(step: CallStep | OthersStep): Step[] {
  const { every, until = step.at, at, ...rest } = step;
  if (every === undefined) return [step];
  const count = Math.floor((toMs(until) - toMs(at)) / toMs(every)) + 1;
  return Array.from({ length: count }, (_, index) => ({
    ...rest,
    at: `${toMs(at) + index * toMs(every)} ms`,
  }));
}

/** The last time that the row mentions, in milliseconds, and a little more. */
export function endOf({ steps, tokenRequests, until = '0 s' }: Scenario): number {
  const ends = steps.flatMap((step) => ('endsAt' in step && step.endsAt ? [step.endsAt] : []));
  const times: When[] = [until, ...tokenRequests, ...ends, ...steps.map((step) => step.at)];
  return Math.max(...times.flat().map((time) => toMs(time))) + 2 * TOLERANCE_MS;
}
