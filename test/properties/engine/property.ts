import { relative } from 'node:path';
import fc from 'fast-check';
import { expect } from 'vitest';

const { SIMULATION_RUNS, SIMULATION_SEED, SIMULATION_PATH, MODE } = process.env;

/** Runs of a property: some hundred within the suite, many where the simulation is what was asked for. */
export function runsOf(withinTheSuite: number): number {
  return Number(SIMULATION_RUNS ?? (MODE === 'simulation' ? 10_000 : withinTheSuite));
}

export const RUNS = runsOf(250);

/** Within the suite the same timelines each time, since a change is to be judged by what it changes; else new ones. */
const SEED = SIMULATION_SEED ?? (MODE === 'simulation' ? undefined : '20260601');

/**
 * Runs a property, and says of a failure how to see it again.
 *
 * @param signal of the test: once that is out of time, nothing of the property must go on beside the tests after it
 */
export async function holdsForAll<T>(
  arbitrary: fc.Arbitrary<T>,
  run: (timeline: T) => Promise<unknown>,
  signal: AbortSignal,
  runs = RUNS,
): Promise<void> {
  const property = fc.asyncProperty(arbitrary, async (timeline) => {
    signal.throwIfAborted();
    await run(timeline);
  });
  const details = await fc.check(property, {
    numRuns: runs,
    ...(SEED !== undefined && { seed: Number(SEED) }),
    ...(SIMULATION_PATH !== undefined && { path: SIMULATION_PATH }),
  });
  if (!details.failed) return;
  const { seed, counterexamplePath, numRuns } = details;
  const file = relative(process.cwd(), expect.getState().testPath ?? '');
  throw new Error(
    `Broken after ${numRuns} runs. Again: ` +
      `SIMULATION_SEED=${seed} SIMULATION_PATH=${counterexamplePath} npx vitest run ${file}\n\n` +
      `${fc.defaultReportMessage(details)}\n\n${String(details.errorInstance)}`,
  );
}
