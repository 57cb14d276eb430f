import { inspect } from 'node:util';
import type { SimulatedClock } from './clock.js';
import { seedRandom } from './random.js';

const ESCAPES = ['unhandledRejection', 'uncaughtException'] as const;

/** How much of what happened an error tells. */
const LINES_TOLD = 60;

/** One run of something, on a clock of its own. */
export interface Simulation {
  readonly clock: SimulatedClock;
  /** What happened, for whoever has to understand a failure. */
  readonly journal: readonly string[];
  run(): Promise<void>;
}

/**
 * Runs a simulation.
 *
 * @returns what happened, line by line
 * @throws Error that names the invariants that were broken
 */
export async function runSimulation(world: Simulation, seed: number): Promise<readonly string[]> {
  const escaped = watchEscapes();
  const restoreRandom = seedRandom(seed);
  world.clock.start();
  try {
    await world.run();
  } catch (error) {
    const told = world.journal.slice(-LINES_TOLD).join('\n');
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n\n${told}\n`, {
      cause: error,
    });
  } finally {
    world.clock.stop();
    restoreRandom();
    escaped.stop();
  }
  const [first] = escaped.errors;
  if (first !== undefined) throw new Error(`nothingEscapes: ${inspect(first)}`, { cause: first });
  return world.journal;
}

/** Errors that nobody caught; taken from Vitest for a while, which would report them without their timeline. */
function watchEscapes(): { readonly errors: unknown[]; stop(): void } {
  const errors: unknown[] = [];
  const note = (error: unknown): void => {
    errors.push(error);
  };
  const others = ESCAPES.map((type) => [type, process.listeners(type as never)] as const);
  for (const type of ESCAPES) process.removeAllListeners(type).on(type, note);
  return {
    errors,
    stop: () => {
      for (const [type, listeners] of others) {
        process.removeAllListeners(type);
        for (const listener of listeners) process.on(type, listener as never);
      }
    },
  };
}
