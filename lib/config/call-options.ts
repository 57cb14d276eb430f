import type { Section } from './section.js';

/** What a call of the API may take, beyond the time-out of each attempt, which is `http.timeout`. */
export interface CallOptions {
  /**
   * Time for the whole call in milliseconds: waiting for a token and a slot, all attempts, the pauses between them.
   * @default 30000
   */
  timeoutMs?: number;
  /**
   * How often a request is sent again after a failure that makes this safe.
   * @default 2
   */
  retries?: number;
}

export type ResolvedCalls = Readonly<Required<CallOptions>>;

/** Reads `calls`. */
export function readCalls(section: Section): ResolvedCalls {
  return {
    timeoutMs: section.milliseconds('timeoutMs', { otherwise: 30_000 }),
    retries: section.integer('retries', { from: 0, otherwise: 2 }),
  };
}
