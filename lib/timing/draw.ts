/** A random number from 0 to 1, also where tests have put something in the place of `Math.random()` that gives none. */
export function draw(): number {
  try {
    const drawn = Math.random();
    return drawn >= 0 && drawn <= 1 ? drawn : 0.5;
  } catch {
    return 0.5;
  }
}
