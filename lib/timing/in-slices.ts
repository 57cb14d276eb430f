import { setImmediate } from 'node:timers';

/** Work on a long list pauses after this time, in milliseconds, so that other work has its turn. */
const SLICE_MS = 4;

/** A share of the time of the event loop. */
export class Slice {
  private readonly endsAt = performance.now() + SLICE_MS;

  get isOver(): boolean {
    return performance.now() >= this.endsAt;
  }
}

/** Processes each item of a list. The first slice runs at once, so a short list is done on return. */
export async function inSlices<T>(items: readonly T[], work: (item: T) => void): Promise<void> {
  let slice = new Slice();
  for (const item of items) {
    if (slice.isOver) {
      await new Promise((resolve) => setImmediate(resolve));
      slice = new Slice();
    }
    work(item);
  }
}
