import { checkInteger, checkKeys, checkNumber } from './check.js';

/**
 * Something that goes wrong on demand. Exactly one effect is given: an answer (`status`, `body`,
 * `headers`), `malformed`, `redirect`, `reset` or `hang`. `delayMs` goes with any of them or alone.
 *
 * @example
 * simulator.fault({ on: 'GET /customers', times: 2, status: 503 });
 * simulator.fault({ on: 'POST /customers', times: 1, afterHandling: true, reset: true });
 * simulator.fault({ on: 'POST /oauth/token', delayMs: 500 });
 */
export interface Fault {
  /**
   * The requests concerned: `'GET /customers/{id}'`, where `{id}` stands for one segment of the path and
   * `*` for anything; `'any'`; or `'api'` for all but the token endpoint.
   */
  on: string;
  /** How many requests are hit; without it all of them, until the fault is removed. */
  times?: number;
  /** How many matching requests pass before the first one is hit. */
  afterMatches?: number;
  /** The request is carried out, a customer is really created, and only then its answer is replaced. */
  afterHandling?: boolean;
  /** Milliseconds by which the answer, or whatever happens instead of it, comes late. */
  delayMs?: number;
  /** Status of the answer: 200 when only `body` is given, 302 for a `redirect`. */
  status?: number;
  /** Body of the answer: an object is sent as JSON, a string as plain text. */
  body?: string | object;
  /** Headers of the answer; they win over those set by themselves. */
  headers?: Record<string, string>;
  /** Text sent as a success, status 200, that claims to be JSON (another `content-type` by `headers`). */
  malformed?: string;
  /** Value of `Location` in a redirecting answer. */
  redirect?: string;
  /** The connection is reset (TCP RST) instead of an answer. */
  reset?: true;
  /** No answer comes until the simulator is closed. */
  hang?: true;
}

/** A registered fault. */
export interface FaultHandle {
  /** How many requests were hit so far. */
  readonly hits: number;
  /** Ends the fault. Does no harm when called twice. */
  remove(): void;
}

const KEYS = ['on', 'times', 'afterMatches', 'afterHandling', 'delayMs', 'status', 'body', 'headers'];
const EFFECTS = ['malformed', 'redirect', 'reset', 'hang'];
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** @throws TypeError or RangeError that names what is wrong with the fault. */
export function checkFault(fault: Fault): void {
  checkKeys('A fault', fault, [...KEYS, ...EFFECTS]);
  checkInteger('times', fault.times ?? 1, 1);
  checkInteger('afterMatches', fault.afterMatches ?? 0, 0);
  checkNumber('delayMs', fault.delayMs ?? 0, 0, LONGEST_TIMER_MS);
  checkInteger('status', fault.status ?? 200, 200, 599);
  const effects = countEffects(fault);
  if (effects > 1) {
    throw new TypeError('A fault has one effect: an answer, malformed, redirect, reset or hang.');
  }
  if (effects === 0 && (fault.delayMs === undefined || fault.headers !== undefined)) {
    throw new TypeError(
      'A fault needs an effect: status, body, malformed, redirect, reset, hang or delayMs.',
    );
  }
}

/** Whether the fault puts something in the place of the real answer, instead of only delaying it. */
export function replacesAnswer(fault: Fault): boolean {
  return countEffects(fault) > 0;
}

function countEffects(fault: Fault): number {
  const statusIsTheEffect = fault.status !== undefined && fault.redirect === undefined;
  const answer = statusIsTheEffect || fault.body !== undefined;
  const others = [fault.malformed !== undefined, fault.redirect !== undefined, fault.reset, fault.hang];
  return [answer, ...others].filter(Boolean).length;
}
