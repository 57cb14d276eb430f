/** A stream of numbers from 0 to 1 that is the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Makes `Math.random` repeatable, since a failing run must fail again. Returns what undoes it. */
export function seedRandom(seed: number): () => void {
  const original = Math.random;
  Math.random = randomFrom(seed);
  return () => {
    Math.random = original;
  };
}

/** Runs what draws numbers of its own, and how many nobody knows, so that those who come after draw the same ones. */
export async function drawingApart<T>(run: () => Promise<T>): Promise<T> {
  const { random } = Math;
  Math.random = randomFrom(0);
  try {
    return await run();
  } finally {
    Math.random = random;
  }
}
