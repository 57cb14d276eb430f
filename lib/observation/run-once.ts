import type { Abortable } from '../timing/abort.js';

/**
 * Runs something inside of what observes it. It runs exactly once, and the result is its own, no matter whether
 * the observer throws, runs it twice, returns something else, or never ends.
 *
 * @param observe is given the function to run; undefined means that it does not observe this
 * @param complain is told what the observer has done wrong
 * @param ended if aborted, the observer is not waited for any longer. Without it, an observer that does not run
 * the function at once is not waited for at all
 */
export function runOnce<T>(
  observe: (once: () => Promise<T>) => Promise<T> | undefined,
  run: () => Promise<T>,
  complain: (error: unknown) => void,
  ended?: Abortable,
): Promise<T> {
  return new Promise((resolve) => {
    let running: Promise<T> | undefined;
    const once = (): Promise<T> => {
      if (running === undefined) {
        ended?.removeEventListener?.('abort', begin);
        resolve((running = run()));
      }
      return running;
    };
    const begin = (): void => void once();
    const check = async (observed: Promise<T>): Promise<void> => {
      const failure = await failureOf(observed);
      const own = await failureOf(once());
      // What it observes may fail, and usually the observer passes that on.
      if (failure !== undefined && failure.error !== own?.error) complain(failure.error);
    };
    try {
      const observed = observe(once);
      const isWaitedFor = observed !== undefined && ended !== undefined && !ended.aborted;
      if (running === undefined && isWaitedFor) ended.addEventListener?.('abort', begin);
      else begin();
      if (observed !== undefined) void check(observed);
    } catch (error) {
      complain(error);
      begin();
    }
  });
}

async function failureOf(promise: Promise<unknown>): Promise<{ error: unknown } | undefined> {
  try {
    await promise;
    return undefined;
  } catch (error) {
    return { error };
  }
}
