import { type Abortable, unlessAborted } from './abort.js';
import { isLate, Timeout } from './timeout.js';

/** Something took longer than allowed. */
export class TookTooLong extends Error {
  constructor(readonly timeoutMs: number) {
    super(`it did not answer within ${Math.round(timeoutMs)} ms`);
    this.name = 'TookTooLong';
  }
}

/**
 * Runs a function that may throw, reject or never settle, and gives up after a time or once the signal is
 * aborted. The signal that the function received is aborted then, and its later result is ignored. The timer
 * does not keep the process alive.
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
  // Deferred by a microtask: `run` may call its caller again, which must find this run already in progress.
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
 * Like `within()`, for a function that may be called twice. If it fails because its time passed while the
 * process stood still, it gets its whole time once more.
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
