import { type Abortable, unlessAborted } from './abort.js';
import { unref } from './unref.js';

/**
 * Waits. The timer does not keep the process alive.
 *
 * @throws the signal's reason once it is aborted
 */
export async function sleep(milliseconds: number, signal: Abortable): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
    unref(timer);
  });
  try {
    await unlessAborted(over, signal);
  } finally {
    clearTimeout(timer);
  }
}
