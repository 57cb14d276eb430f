/**
 * Returns a random number from 0 to 1, even if a test has replaced `Math.random()` with something that
 * returns none.
 */
export function draw(): number {
  try {
    const drawn = Math.random();
    return drawn >= 0 && drawn <= 1 ? drawn : 0.5;
  } catch {
    return 0.5;
  }
}
