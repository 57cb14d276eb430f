/** What is wrong with a backoff, if anything is. */
export function backoffProblem(value: unknown): string | undefined {
  const { baseMs, maxMs } = (value ?? {}) as Record<string, unknown>;
  return isDelay(baseMs) && isDelay(maxMs)
    ? undefined
    : 'an object with baseMs and maxMs, each from 1 ms up to a day';
}

function isDelay(value: unknown): boolean {
  return typeof value === 'number' && value >= 1 && value <= 86_400_000;
}
