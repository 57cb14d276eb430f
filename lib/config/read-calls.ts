import { LONGEST_TIMER_MS } from '../timing/instant.js';
import type { CallOptions } from './call-options.js';
import { type OptionReader, show } from './option-reader.js';

/** Reads `calls`. */
export function readCalls(reader: OptionReader): Required<CallOptions> {
  const given = reader.section('calls', ['timeoutMs', 'retries']);
  const { timeoutMs = 30_000, retries = 2 } = given;
  const problem = (text: string): void => reader.problem('calls', text);
  if (typeof timeoutMs !== 'number' || !(timeoutMs >= 1 && timeoutMs <= LONGEST_TIMER_MS)) {
    problem(`has "timeoutMs" ${show(timeoutMs)}. It must be a number of milliseconds from 1.`);
  }
  if (!Number.isSafeInteger(retries) || (retries as number) < 0) {
    problem(`has "retries" ${show(retries)}. It must be a whole number from 0.`);
  }
  return { timeoutMs, retries } as Required<CallOptions>;
}
