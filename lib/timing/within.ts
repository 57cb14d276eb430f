import { type Abortable, unlessAborted } from './abort.js';

/** Something took longer than it may. */
export class TookTooLong extends Error {
  constructor(readonly timeoutMs: number) {
    super(`it did not answer within ${Math.round(timeoutMs)} ms`);
    this.name = 'TookTooLong';
  }
}

/**
 * Runs what may throw, reject or never settle, and gives up on it after a time or once the signal is aborted. The signal
 * that it is handed is aborted then; whatever it does later goes unheard.
 *
 * @param place what nobody waits for is done in the background, and must not keep the process alive
 * @throws TookTooLong, the signal's reason, or what `run` throws
 */
export async function within<T>(
  timeoutMs: number,
  run: (signal: AbortSignal) => T | Promise<T>,
  signal?: Abortable,
  place: 'in the foreground' | 'in the background' = 'in the foreground',
): Promise<T> {
  const expiry = new AbortController();
  const timer = setTimeout(() => expiry.abort(new TookTooLong(timeoutMs)), timeoutMs);
  // Where somebody has replaced Node's timers, they may be numbers.
  if (place === 'in the background') timer.unref?.();
  // Later, or a function that asks for its own result would call itself before that is under way.
  const result = Promise.resolve().then(() => run(expiry.signal));
  try {
    return await unlessAborted(unlessAborted(result, expiry.signal), signal);
  } catch (error) {
    expiry.abort(error);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
