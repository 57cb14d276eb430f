import type { Section } from './section.js';

/** Limits of a call. The timeout of each attempt is `http.timeout`. */
export interface CallOptions {
  /**
   * Timeout of the whole call in milliseconds: waiting for a token and a slot, all attempts, and the pauses
   * between them.
   * @default 30000
   */
  timeoutMs?: number;
  /**
   * How often a request is sent again after a failure that makes repeating it safe.
   * @default 2
   */
  retries?: number;
}

export type ResolvedCalls = Readonly<Required<CallOptions>>;

export function readCalls(section: Section): ResolvedCalls {
  return {
    timeoutMs: section.milliseconds('timeoutMs', { otherwise: 30_000 }),
    retries: section.integer('retries', { from: 0, otherwise: 2 }),
  };
}
