import { LONGEST_TIMER_MS } from './instant.js';

/**
 * Keeps the process alive for somebody who waits for what does not do so itself.
 *
 * @returns a function that ends this
 */
export function stayAwake(): () => void {
  const timer = setTimeout(() => undefined, LONGEST_TIMER_MS);
  return () => clearTimeout(timer);
}
