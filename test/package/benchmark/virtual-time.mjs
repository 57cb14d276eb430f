/**
 * Runs something in virtual time: timers fire one by one as soon as all promises have settled, and both clocks show what
 * would have passed. So an hour takes seconds.
 */
export async function inVirtualTime(run) {
  const { setTimeout, clearTimeout } = globalThis;
  const { now: wallNow } = Date;
  const begin = wallNow();
  let now = 0;
  const timers = new Set();
  globalThis.setTimeout = (callback, milliseconds = 0, ...values) => {
    const timer = { at: now + Math.max(1, milliseconds), fire: () => callback(...values) };
    timers.add(timer);
    return timer;
  };
  globalThis.clearTimeout = (timer) => timers.delete(timer);
  performance.now = () => now;
  Date.now = () => begin + now;
  try {
    let isOver = false;
    const result = Promise.resolve(run()).finally(() => (isOver = true));
    for (;;) {
      // Two turns of the event loop, since some work is spread over several.
      for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      if (isOver) return await result;
      // Something that takes real time, such as the import of a file, is under way.
      if (timers.size === 0) continue;
      const next = [...timers].reduce((one, other) => (other.at < one.at ? other : one));
      timers.delete(next);
      now = Math.max(now, next.at);
      next.fire();
    }
  } finally {
    Object.assign(globalThis, { setTimeout, clearTimeout });
    delete performance.now;
    Date.now = wallNow;
  }
}
