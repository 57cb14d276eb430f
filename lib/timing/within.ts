import { type Abortable, unlessAborted } from './abort.js';
import { isLate, Timeout } from './timeout.js';

/** Something took longer than it may. */
export class TookTooLong extends Error {
  constructor(readonly timeoutMs: number) {
    super(`it did not answer within ${Math.round(timeoutMs)} ms`);
    this.name = 'TookTooLong';
  }
}

/**
 * Runs what may throw, reject or never settle, and gives up on it after a time or once the signal is aborted. The signal
 * that it is handed is aborted then; whatever it does later goes unheard. The time does not keep the process alive.
 *
 * @throws TookTooLong, the signal's reason, or what `run` throws
 */
export async function within<T>(
  timeoutMs: number,
  run: (signal: AbortSignal) => T | Promise<T>,
  signal?: Abortable,
): Promise<T> {
  const expiry = new AbortController();
  if (signal?.aborted) expiry.abort(signal.reason);
  const timeout = new Timeout(timeoutMs, () => expiry.abort(new TookTooLong(timeoutMs))).unref();
  // Later, or a function that asks for its own result would call itself before that is under way.
  const result = Promise.resolve().then(() => run(expiry.signal));
  try {
    return await unlessAborted(unlessAborted(result, expiry.signal), signal);
  } catch (error) {
    expiry.abort(error);
    throw error;
  } finally {
    timeout.clear();
  }
}

/**
 * Like `within()`, for what may be asked twice: where its time passed while the process stood still, and it failed, it gets
 * its whole time once more.
 *
 * @throws TookTooLong, the signal's reason, or what `run` throws
 */
export async function withinOrAgain<T>(
  timeoutMs: number,
  run: (signal: AbortSignal) => T | Promise<T>,
  signal: Abortable,
): Promise<T> {
  const dueAtMs = performance.now() + timeoutMs;
  try {
    return await within(timeoutMs, run, signal);
  } catch (error) {
    if (signal.aborted || !isLate(dueAtMs, performance.now())) throw error;
    return within(timeoutMs, run, signal);
  }
}
