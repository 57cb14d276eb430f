import { backoffProblem } from './backoff-problem.js';
import { type OptionReader, show } from './option-reader.js';
import { DEFAULT_REFRESH, type RefreshOptions } from './refresh-options.js';

const SHARES: ReadonlyArray<keyof RefreshOptions> = ['refreshFrom', 'refreshTo', 'waitShare', 'heldShare'];

/** Reads `refresh`. */
export function readRefresh(reader: OptionReader): Required<RefreshOptions> {
  const given = reader.section('refresh', Object.keys(DEFAULT_REFRESH));
  const policy: Required<RefreshOptions> = { ...DEFAULT_REFRESH };
  for (const [key, value] of Object.entries(given).filter(([, one]) => one !== undefined)) {
    const problem = problemOf(key as keyof RefreshOptions, value);
    if (problem === undefined) Object.assign(policy, { [key]: value });
    else reader.problem('refresh', `has "${key}" ${show(value)}. It must be ${problem}.`);
  }
  if (policy.refreshFrom > policy.refreshTo || policy.refreshTo + policy.waitShare > 1) {
    reader.problem(
      'refresh',
      'has its shares in the wrong order: refreshFrom, refreshTo and the wait before expiry follow one another.',
    );
  }
  return policy;
}

function problemOf(key: keyof RefreshOptions, value: unknown): string | undefined {
  if (key === 'transientBackoff' || key === 'rejectedBackoff') return backoffProblem(value);
  if (SHARES.includes(key)) return isBetween(value, 0, 1) ? undefined : 'a number from 0 to 1';
  if (key.endsWith('Seconds'))
    return isBetween(value, 1, 31_536_000) ? undefined : 'a number of seconds from 1 up to a year';
  const least = key === 'waitMs' || key === 'heldAttemptSlack' ? 0 : 1;
  return isBetween(value, least, 86_400_000)
    ? undefined
    : `a number from ${least} up to a day in milliseconds`;
}

function isBetween(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && value >= least && value <= most;
}
