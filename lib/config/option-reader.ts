import { LONGEST_TIMER_MS } from '../timing/instant.js';
import type { AlternativePaymentsModuleOptions } from './options.js';

export type OptionName = keyof AlternativePaymentsModuleOptions;

/** How a message names an option: by the option itself, or by the variable it was read from. */
export type OptionLabel = (option: OptionName) => string;

/**
 * Reads options that may be anything at run time, and collects what is wrong with them instead of stopping at
 * the first problem, so that one start-up shows them all.
 */
export class OptionReader {
  constructor(
    private readonly options: AlternativePaymentsModuleOptions,
    readonly label: OptionLabel,
    readonly problems: string[],
  ) {}

  /** Notes what is wrong with an option and how to mend it. Must not quote a secret. */
  problem(option: OptionName, text: string): void {
    this.problems.push(`${this.label(option)} ${text}`);
  }

  /** Whether the option was not given at all; an empty variable counts as not given. */
  isAbsent(option: OptionName): boolean {
    const value: unknown = this.options[option];
    return value === undefined || value === null || value === '';
  }

  /** The value of an option as it is. */
  raw(option: OptionName): unknown {
    return this.isAbsent(option) ? undefined : this.options[option];
  }

  /**
   * A text, or undefined if it is absent or none.
   *
   * @param problemOf what is wrong with a text; unless given, white space in it is never meant
   */
  text(
    option: 'environment' | 'baseURL' | 'clientId' | 'clientSecret',
    problemOf: (text: string) => string | undefined = whiteSpaceProblem,
  ): string | undefined {
    const value = this.raw(option);
    if (value === undefined) return undefined;
    if (typeof value !== 'string') {
      this.problem(option, `is of type ${typeof value}. It must be text.`);
      return undefined;
    }
    const problem = problemOf(value);
    if (problem !== undefined) this.problem(option, problem);
    return value;
  }

  /** A time in milliseconds that a timer can be set for, or undefined if it is absent or none. */
  milliseconds(option: 'sleepAfterMs'): number | undefined {
    const value = this.raw(option);
    if (value === undefined || (typeof value === 'number' && value >= 1 && value <= LONGEST_TIMER_MS))
      return value as number | undefined;
    this.problem(
      option,
      `is ${show(value)}. It must be a number of milliseconds from 1, below 25 days, or left out.`,
    );
    return undefined;
  }

  /** One of a few words. */
  oneOf<T>(option: OptionName, allowed: readonly T[], fallback: T): T {
    const value = this.raw(option);
    if (value === undefined) return fallback;
    if ((allowed as readonly unknown[]).includes(value)) return value as T;
    this.problem(option, `is ${show(value)}. It must be one of ${allowed.map(show).join(', ')}.`);
    return fallback;
  }

  /** An object of which only certain keys are known; empty if it is absent or none. */
  section(
    option: 'tokenRequest' | 'tokenStore' | 'tenants' | 'pacing' | 'calls',
    known: readonly string[],
    alternative = '',
  ): Record<string, unknown> {
    const value = this.raw(option);
    if (value === undefined) return {};
    if (!isPlainObject(value)) {
      const shown = option === 'tokenStore' || option === 'tenants' ? kindOf(value) : show(value);
      this.problem(option, `is ${shown}. It must be ${alternative}an object with ${known.join(', ')}.`);
      return {};
    }
    for (const key of Object.keys(value).filter((one) => !known.includes(one))) {
      this.problem(option, `has "${key}", which is unknown. It may hold ${known.join(', ')}.`);
    }
    return value;
  }
}

/** White space, control characters, those that take no room, and halves of characters: what copying brings along. */
export const INVISIBLE = /[\s\p{Cc}\p{Cf}\p{Cs}]/u;

/** What is wrong with a text that holds white space, if it does. */
export function whiteSpaceProblem(text: string): string | undefined {
  return INVISIBLE.test(text) ? 'contains white space, probably from copying. Remove it.' : undefined;
}

/** A value as a message shows it. */
export function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return typeof value === 'object' && value !== null
    ? Array.isArray(value)
      ? 'an array'
      : 'an object'
    : String(value);
}

/** What sort of value it is, for options in whose place somebody may have put a secret. */
export function kindOf(value: unknown): string {
  return typeof value === 'string' ? 'text' : show(value);
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
