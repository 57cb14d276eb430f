import type { InternalAxiosRequestConfig } from 'axios';
import { isPlainObject, show } from '../config/values.js';
import { InvalidArgumentError } from '../errors/invalid-argument.error.js';
import { LONGEST_TIMER_MS } from '../timing/instant.js';
import { describeRequest } from './request-summary.js';

/** Options of a single request, given as `alternativePayments` in its axios configuration. */
export interface AlternativePaymentsRequestOptions {
  /**
   * Whether the request may be sent once more with a new token after a 401, which proves that the API did not
   * act on it. With `false`, the 401 reaches the caller, and the token is renewed nevertheless.
   * @default true
   */
  replay?: boolean;
  /**
   * Whether the request may be sent again after a failure that makes repeating it safe: GET, HEAD and OPTIONS
   * after a lost connection or a 5xx, every method after a 429.
   * @default true
   */
  retry?: boolean;
  /**
   * `'background'` marks work that no user waits for, such as a nightly walk over all invoices. Such a call
   * starts only while no other call waits for its turn, and leaves the last start of each window free, so
   * that a more urgent call need not wait behind it. Waiting for its turn does not count towards
   * `calls.timeoutMs`. Other calls that use up the whole rate limit can delay it without end, so give it a
   * `timeoutMs` or a `signal` if it must end. Up to `pacing.queue` background calls may wait, in addition to
   * the other requests. Without `pacing`, and with `pacing.shared`, it is an ordinary call.
   */
  priority?: 'background';
  /**
   * Timeout of this call in milliseconds, in place of `calls.timeoutMs`. It covers all waiting and all
   * attempts and, for a background call, also waiting for its turn. The timeout of one attempt is axios' own
   * `timeout`.
   */
  timeoutMs?: number;
  /**
   * What the call is for, such as `'customers.list'`, by which traces and metrics tell calls apart. It is one
   * of a few names that your code chooses, never an id: letters, digits, `.`, `_` and `-`, up to 64 of them.
   * The methods of the client name their calls themselves.
   */
  operation?: string;
}

interface Rule {
  readonly isMet: (value: unknown) => boolean;
  /** Completes "It must be …". */
  readonly text: string;
}

const FLAG: Rule = { isMet: (value) => typeof value === 'boolean', text: 'true or false' };

/** The allowed values of each option. */
const RULES: Readonly<Record<keyof AlternativePaymentsRequestOptions, Rule>> = {
  replay: FLAG,
  retry: FLAG,
  priority: { isMet: (value) => value === 'background', text: '"background", or left out' },
  timeoutMs: {
    isMet: (value) => typeof value === 'number' && value >= 1 && value <= LONGEST_TIMER_MS,
    text: 'a number of milliseconds from 1, below 25 days',
  },
  operation: {
    isMet: (value) => typeof value === 'string' && /^[a-z][\w.-]{0,63}$/i.test(value),
    text: 'a name such as "customers.list", of up to 64 letters, digits, ".", "_" and "-"',
  },
};

/**
 * Reads the options of a request. `undefined` and `null` count as not given.
 *
 * @throws InvalidArgumentError before anything is sent
 */
export function requestOptionsOf(config: InternalAxiosRequestConfig): AlternativePaymentsRequestOptions {
  const options: unknown = config.alternativePayments ?? {};
  const problem = isPlainObject(options)
    ? problemOf(options)
    : `"alternativePayments" ${show(options)}. It must be an object with ${KNOWN}.`;
  if (problem === undefined) return options as AlternativePaymentsRequestOptions;
  throw new InvalidArgumentError(`${describeRequest(config)} has ${problem} Nothing was sent.`);
}

const KNOWN = Object.keys(RULES).join(', ');

function problemOf(options: Readonly<Record<string, unknown>>): string | undefined {
  for (const [name, value] of Object.entries(options)) {
    const option = `"alternativePayments.${name}"`;
    const rule = Object.hasOwn(RULES, name) ? RULES[name as keyof typeof RULES] : undefined;
    if (rule === undefined) return `${option}, which is unknown. It may be one of ${KNOWN}.`;
    if (value != null && !rule.isMet(value)) return `${option} ${show(value)}. It must be ${rule.text}.`;
  }
  return undefined;
}

declare module 'axios' {
  interface AxiosRequestConfig {
    /** What the Alternative Payments module may do with this request. */
    alternativePayments?: AlternativePaymentsRequestOptions;
  }
}
