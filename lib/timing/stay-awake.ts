import { LONGEST_TIMER_MS } from './instant.js';

/**
 * Keeps the process alive for a caller that waits for something which does not do so itself.
 *
 * @returns a function that ends this
 */
export function stayAwake(): () => void {
  const timer = setTimeout(() => undefined, LONGEST_TIMER_MS);
  return () => clearTimeout(timer);
}
