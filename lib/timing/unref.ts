/**
 * Allows the process to end while the timer runs. Where timers are numbers, as in jsdom, or undefined, as in
 * some mocks, there is nothing to do.
 */
export function unref(timer: unknown): void {
  (timer as { unref?: () => void } | null | undefined)?.unref?.();
}
