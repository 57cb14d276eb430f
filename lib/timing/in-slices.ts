import { setImmediate } from 'node:timers';

/** Work on a long list lets everything else have its turn after this time, in milliseconds. */
const SLICE_MS = 4;

/** Does something with each item of a list. The first slice is done at once, so a short list is done on return. */
export async function inSlices<T>(items: readonly T[], work: (item: T) => void): Promise<void> {
  let begunAt = performance.now();
  for (const item of items) {
    if (performance.now() - begunAt >= SLICE_MS) {
      await new Promise((resolve) => setImmediate(resolve));
      begunAt = performance.now();
    }
    work(item);
  }
}
