import { InvalidArgumentError } from '../errors/invalid-argument.error.js';
import { isPlainObject, show } from '../config/values.js';

/** What a health check asks, and how much depends on the answer. */
export interface AlternativePaymentsHealthOptions {
  /** Name of the account; omit it for the default one. */
  readonly account?: string;
  /**
   * Whether the application is down where it can obtain no token. With `false`, it is degraded at worst, which
   * leaves the status of the answer at 200.
   * @default true
   */
  readonly critical?: boolean;
  /**
   * Whether an account without a token counts like one that cannot obtain any, although nothing has failed. It
   * is meant for accounts with `warmUp: 'background'`, which obtain a token without being used.
   * @default false
   */
  readonly requireToken?: boolean;
}

interface Rule {
  readonly isMet: (value: unknown) => boolean;
  /** Completes "It must be …". */
  readonly text: string;
}

const FLAG: Rule = { isMet: (value) => typeof value === 'boolean', text: 'true or false' };

const TEXT: Rule = {
  isMet: (value) => typeof value === 'string' && value.trim() !== '',
  text: 'a text that is not empty',
};

/** The allowed values of each option. */
const RULES: Readonly<Record<keyof AlternativePaymentsHealthOptions, Rule>> = {
  account: TEXT,
  critical: FLAG,
  requireToken: FLAG,
};

const KNOWN = Object.keys(RULES).join(', ');

/**
 * Checks the arguments of a health check. Options that are `undefined` or `null` count as not given.
 *
 * @throws InvalidArgumentError
 */
export function checkArguments(key: unknown, options: unknown): void {
  check('key', key, TEXT);
  check('options', options, { isMet: isPlainObject, text: `an object with ${KNOWN}` });
  for (const [name, value] of Object.entries(options as object)) {
    const rule = Object.hasOwn(RULES, name) ? RULES[name as keyof typeof RULES] : undefined;
    if (rule === undefined) throw problem(name, 'is unknown.', `one of ${KNOWN}`);
    if (value != null) check(name, value, rule);
  }
}

function check(argument: string, value: unknown, { isMet, text }: Rule): void {
  if (!isMet(value)) throw problem(argument, `is ${show(value)}.`, text);
}

function problem(argument: string, is: string, rule: string): InvalidArgumentError {
  return new InvalidArgumentError(
    `"${argument}" of a health check ${is} It must be ${rule}.`,
    argument,
    `must be ${rule}`,
  );
}
