import fc from 'fast-check';
import { simulate } from './simulate.js';
import { timelines } from './timeline.js';

const { SIMULATION_RUNS, SIMULATION_SEED, SIMULATION_PATH, MODE } = process.env;

/** Runs of each property: some hundred within the suite, many where the simulation is what was asked for. */
export const RUNS = Number(SIMULATION_RUNS ?? (MODE === 'simulation' ? 10_000 : 250));

/** Within the suite the same timelines each time, since a change is to be judged by what it changes; else new ones. */
const SEED = SIMULATION_SEED ?? (MODE === 'simulation' ? undefined : '20260601');

/** Runs the property, and says of a failure how to see it again. */
export async function holdsForAllTimelines(isPaced: boolean, runs = RUNS): Promise<void> {
  const property = fc.asyncProperty(timelines, async (timeline) => {
    await simulate(timeline, isPaced);
  });
  const details = await fc.check(property, {
    numRuns: runs,
    ...(SEED !== undefined && { seed: Number(SEED) }),
    ...(SIMULATION_PATH !== undefined && { path: SIMULATION_PATH }),
  });
  if (!details.failed) return;
  const { seed, counterexamplePath, numRuns } = details;
  throw new Error(
    `Broken after ${numRuns} runs. Again: ` +
      `SIMULATION_SEED=${seed} SIMULATION_PATH=${counterexamplePath} npx vitest run test/simulation\n\n` +
      `${fc.defaultReportMessage(details)}\n\n${String(details.errorInstance)}`,
  );
}
