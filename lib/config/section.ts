import { LONGEST_TIMER_MS } from '../timing/instant.js';
import { isAbsent, isPlainObject, kindOf, show } from './values.js';
import { whiteSpaceProblem } from './text-problem.js';

/** How a message names an option: by the option itself, or by the variable it was read from. */
export type OptionLabel = (option: string) => string;

/**
 * Reads options that belong together and may be anything at run time. It collects all problems instead of
 * stopping at the first one, so that one start shows them all. An option is known if it was read.
 *
 * An unusable value is replaced with a default or returned as it is, because the start fails anyway.
 */
export class Section {
  readonly #given: unknown;
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #known = new Set<string>();
  /** Values that the section may have in place of an object. */
  readonly #alternatives: unknown[] = [];
  /** A description of the object, set if the object may hold more than is read here. */
  #open?: string;

  /**
   * @param problems the list to which problems are added
   * @param label how messages name an option
   * @param title how messages name the section; undefined for the section of all options
   */
  constructor(
    given: unknown,
    private readonly problems: string[],
    readonly label: OptionLabel,
    private readonly title?: string,
  ) {
    this.#given = given;
    this.#values = isPlainObject(given) ? given : {};
  }

  /**
   * Reads a section within this one.
   *
   * @param shown how a message shows a value that is not an object; `kindOf` if it may be a secret
   */
  section<T>(name: string, read: (section: Section) => T, shown = show): T {
    const problems: string[] = [];
    const title = this.title === undefined ? this.label(name) : `${this.title} has "${name}", which`;
    const section = new Section(this.raw(name), problems, this.label, title);
    const result = read(section);
    section.refuseUnknown();
    this.problems.push(...(section.#wholeProblem(shown) ?? problems));
    return result;
  }

  /** Notes every option that was not read. */
  refuseUnknown(): void {
    if (this.#open !== undefined) return;
    const known = [...this.#known].join(', ');
    for (const name of Object.keys(this.#values).filter((one) => !this.#known.has(one))) {
      if (this.title === undefined) this.problem(`"${name}" is not an option. The options are ${known}.`);
      else this.problem(`has "${name}", which is unknown. It may hold ${known}.`);
    }
  }

  /**
   * Notes what is wrong and how to fix it, as the end of a sentence about the section. The text must not
   * quote a secret.
   */
  problem(text: string): void {
    this.problems.push(this.title === undefined ? text : `${this.title} ${text}`);
  }

  /** Whether the section was not given at all. */
  get isLeftOut(): boolean {
    return isAbsent(this.#given);
  }

  /** Whether this value was given in place of an object. */
  is(value: unknown): boolean {
    this.#alternatives.push(value);
    return this.#given === value;
  }

  /** Returns the whole section, which may hold more than is read here. */
  everything<T extends object>(what: string): T {
    this.#open = what;
    return this.#values as T;
  }

  /**
   * Whether an option was not given. An empty variable or an empty field of a database row counts as not
   * given.
   */
  isAbsent(name: string): boolean {
    return this.raw(name) === undefined;
  }

  /** Returns the value of an option unchanged. */
  raw(name: string): unknown {
    this.#known.add(name);
    const value = this.#values[name];
    return isAbsent(value) ? undefined : value;
  }

  /**
   * Reads a string; returns undefined if it is absent or not a string.
   *
   * @param problemOf says what is wrong with a string; by default, white space is a mistake
   */
  text(name: string, problemOf = whiteSpaceProblem): string | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'string') {
      this.#misfit(name, `of type ${typeof value}`, 'text');
      return undefined;
    }
    const problem = problemOf(value);
    if (problem !== undefined)
      this.problem(`${this.title === undefined ? this.label(name) : `has "${name}", which`} ${problem}`);
    return value;
  }

  /** Reads an option that has a few allowed values. */
  oneOf<T>(name: string, allowed: readonly T[], { otherwise }: { otherwise: T }): T {
    const value = this.raw(name);
    if (value === undefined) return otherwise;
    if ((allowed as readonly unknown[]).includes(value)) return value as T;
    this.#misfit(name, show(value), `one of ${allowed.map(show).join(', ')}`);
    return otherwise;
  }

  integer(name: string, { from, otherwise }: { from: number; otherwise: number }): number {
    const isFit = (value: number): boolean => Number.isSafeInteger(value) && value >= from;
    return this.number(name, { isFit, what: `a whole number from ${from}`, otherwise });
  }

  /** Reads a time in milliseconds for which a timer can be set. */
  milliseconds<D>(name: string, { from = 1, otherwise }: { from?: number; otherwise: D }): number | D {
    const isFit = (value: number): boolean => value >= from && value <= LONGEST_TIMER_MS;
    return this.number(name, {
      isFit,
      what: `a number of milliseconds from ${from}, below 25 days`,
      otherwise,
    });
  }

  /** Reads a number, or returns the default. A default that is a number has to be in range as well. */
  number<D>(
    name: string,
    { isFit, what, otherwise }: { isFit: (value: number) => boolean; what: string; otherwise: D },
  ): number | D {
    const value = this.raw(name) ?? otherwise;
    if (value === undefined || (typeof value === 'number' && isFit(value))) return value as number | D;
    this.#misfit(name, show(value), what);
    return otherwise;
  }

  callable<T>(name: string, what: string): T {
    const value = this.raw(name);
    if (typeof value !== 'function') this.#misfit(name, kindOf(value), what);
    return value as T;
  }

  /** Reads an object with certain methods. */
  having<T>(name: string, methods: ReadonlyArray<keyof T & string>, what: string): T {
    const value = this.raw(name);
    const missing = methods.filter(
      (method) => typeof (value as Partial<T> | undefined)?.[method] !== 'function',
    );
    if (missing.length > 0) this.problem(`has "${name}" without ${missing.join(', ')}. Give ${what}.`);
    return value as T;
  }

  #misfit(name: string, shown: string, what: string): void {
    this.problem(
      `${this.title === undefined ? `${this.label(name)} is` : `has "${name}"`} ${shown}. It must be ${what}.`,
    );
  }

  /** Says what is wrong with a section that is not an object. */
  #wholeProblem(shown: (value: unknown) => string): string[] | undefined {
    const value = this.#given;
    if (this.isLeftOut || isPlainObject(value) || this.#alternatives.includes(value)) return undefined;
    const alternatives = this.#alternatives.map((one) => `${show(one)}, or `).join('');
    const whole = this.#open ?? `an object with ${[...this.#known].join(', ')}`;
    return [`${this.title} is ${shown(value)}. It must be ${alternatives}${whole}.`];
  }
}
