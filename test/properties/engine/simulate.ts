import { inspect } from 'node:util';
import { seedRandom } from './random.js';
import type { Happening, Timeline } from './happenings.js';
import { type Inhabitants, World } from './world.js';

const ESCAPES = ['unhandledRejection', 'uncaughtException'] as const;

/** How much of what happened an error tells. */
const LINES_TOLD = 60;

/**
 * Plays a timeline in a world of its own.
 *
 * @param inhabit says who lives in it
 * @returns what happened, line by line
 * @throws Error that names the invariants that were broken
 */
export async function simulate<H extends Happening>(
  timeline: Timeline<H>,
  inhabit: (world: World) => Inhabitants<H>,
): Promise<readonly string[]> {
  const world = new World();
  const escaped = watchEscapes();
  const restoreRandom = seedRandom(timeline.seed);
  world.clock.start();
  try {
    await world.play(inhabit(world), timeline);
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
