import { type AnswerShape, ANSWER_SHAPES } from './answer-shape.js';
import { checkInteger, checkKeys, checkNumber } from './check.js';

/**
 * Something that goes wrong on demand. Exactly one effect is given: an answer (`status`, `body`, `headers`),
 * `malformed`, `redirect`, `reset`, `hang`, `shape` or `maximumLimit`. `delayMs` can be combined with any of
 * them or stand alone.
 *
 * @example
 * simulator.fault({ on: 'GET /customers', times: 2, status: 503 });
 * simulator.fault({ on: 'POST /customers', times: 1, afterHandling: true, reset: true });
 * simulator.fault({ on: 'POST /oauth/token', delayMs: 500 });
 * simulator.fault({ on: 'GET /customers', shape: 'nested-pagination' });
 */
export interface Fault {
  /**
   * Which requests are affected: `'GET /customers/{id}'`, where `{id}` stands for one segment of the path and
   * `*` for anything; `'any'`; or `'api'` for all except those to the token endpoint.
   */
  on: string;
  /** How many requests are hit. Without it, all of them are, until the fault is removed. */
  times?: number;
  /** How many matching requests pass before the first one is hit. */
  afterMatches?: number;
  /**
   * Carries out the request, so that a customer, for example, really is created, and only then replaces its
   * answer.
   */
  afterHandling?: boolean;
  /** Delay in milliseconds of the answer, or of what happens in its place. */
  delayMs?: number;
  /** Status of the answer; by default 200 if only `body` is given, and 302 for a `redirect`. */
  status?: number;
  /** Body of the answer: an object is sent as JSON, a string as plain text. */
  body?: string | object;
  /** Headers of the answer. They override the default ones. */
  headers?: Record<string, string>;
  /** Text sent with status 200 that claims to be JSON; set another `content-type` with `headers`. */
  malformed?: string;
  /** Value of `Location` in a redirect. */
  redirect?: string;
  /** Resets the connection (TCP RST) instead of answering. */
  reset?: true;
  /** Sends no answer until the simulator is closed. */
  hang?: true;
  /** Carries out the request and sends the real answer in another shape. */
  shape?: AnswerShape;
  /**
   * Carries out the request with `limit` lowered to this number, so that a page is shorter than was asked for
   * although another one follows.
   */
  maximumLimit?: number;
}

/** A registered fault. */
export interface FaultHandle {
  /** How many requests were hit so far. */
  readonly hits: number;
  /** Ends the fault. Calling it twice is harmless. */
  remove(): void;
}

const KEYS = ['on', 'times', 'afterMatches', 'afterHandling', 'delayMs', 'status', 'body', 'headers'];
const EFFECTS: readonly (keyof Fault)[] = ['malformed', 'redirect', 'reset', 'hang', 'shape', 'maximumLimit'];
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** @throws TypeError or RangeError that names what is wrong with the fault */
export function checkFault(fault: Fault): void {
  checkKeys('A fault', fault, [...KEYS, ...EFFECTS]);
  checkInteger('times', fault.times ?? 1, 1);
  checkInteger('afterMatches', fault.afterMatches ?? 0, 0);
  checkNumber('delayMs', fault.delayMs ?? 0, 0, LONGEST_TIMER_MS);
  checkInteger('status', fault.status ?? 200, 200, 599);
  checkInteger('maximumLimit', fault.maximumLimit ?? 1, 1);
  if (fault.shape !== undefined && !ANSWER_SHAPES.includes(fault.shape))
    throw new TypeError(`shape must be one of ${ANSWER_SHAPES.join(', ')}, not "${fault.shape}".`);

  const effects = countEffects(fault);
  if (effects > 1) throw new TypeError(`A fault has one effect: an answer, ${EFFECTS.join(', ')}.`);

  if (effects === 0 && (fault.delayMs === undefined || fault.headers !== undefined))
    throw new TypeError(`A fault needs an effect: status, body, delayMs, ${EFFECTS.join(', ')}.`);
}

/** Whether the fault replaces the real answer, instead of delaying or changing it. */
export function replacesAnswer(fault: Fault): boolean {
  return countEffects(fault) > 0 && fault.shape === undefined && fault.maximumLimit === undefined;
}

function countEffects(fault: Fault): number {
  const statusIsTheEffect = fault.status !== undefined && fault.redirect === undefined;
  const answer = statusIsTheEffect || fault.body !== undefined;
  const others = EFFECTS.filter((name) => fault[name] !== undefined && fault[name] !== false);
  return others.length + (answer ? 1 : 0);
}
