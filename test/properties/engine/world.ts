import { Agenda } from './agenda.js';
import { SimulatedClock, settle } from './clock.js';
import { type Ambush, commonEffects, type Effects, type Happening, type Timeline } from './happenings.js';
import type { Server } from './server.js';
import type { While } from './while.js';

/** Which of several: counted round, so that every number means one; all of them if undefined. */
export type Which = number | undefined;

/** Those of all that are meant. */
export function pick<T>(all: readonly T[], which: Which): readonly T[] {
  if (which === undefined || all.length === 0) return [...all];
  return [all[which % all.length] as T];
}

/** What is alive in a world: what is under test, its vendor and its callers. */
export interface Inhabitants<H extends Happening> {
  /** What comes of happenings that no other world has. */
  readonly effects: Effects<H>;
  /** No more time than that passes at once, in milliseconds. */
  readonly longestStretchMs: number;
  /** A lifetime of a token, as a measure of time, is one that this server named last. */
  readonly server: Server;
  open(): Promise<void>;
  /** The servers that something happens to, with its duration in milliseconds. */
  servers(which: Which, forMs: number): readonly Server[];
  /** All that can happen at this instant has happened. */
  look(): void;
  /** Shows what anybody can see of them, in which there must be no secret. */
  showState(): unknown;
  /** The timeline is over. Whatever was the matter, all has to come to rest, and is closed. */
  end(): Promise<void>;
}

/** One run: plays a timeline on a clock of its own, and keeps record of what happened. */
export class World {
  readonly clock = new SimulatedClock();
  readonly agenda = new Agenda(this.clock);
  /** What happened, for those who have to understand a failure. */
  readonly journal: string[] = [];
  private readonly violations: string[] = [];
  private ambush?: Ambush;
  private inhabitants?: Inhabitants<never>;

  async play<H extends Happening>(inhabitants: Inhabitants<H>, { happenings }: Timeline<H>): Promise<void> {
    this.inhabitants = inhabitants;
    const effects: Readonly<Record<string, (happening: never) => unknown>> = {
      ...commonEffects(this),
      ...inhabitants.effects,
    };
    await inhabitants.open();
    for (const { wait, next } of happenings) {
      await this.pass(this.lengthOf(wait));
      this.note(JSON.stringify(next));
      const effect = effects[next.type];
      if (effect === undefined) throw new Error(`"${next.type}" cannot happen in this world`);
      await effect(next as never);
      await this.observe();
      await inhabitants.showState();
    }
    this.ambush = undefined;
    this.note('all faults end');
    this.agenda.runAll('end');
    await inhabitants.end();
    this.stopIfViolated();
  }

  servers(which: Which, forMs = 0): readonly Server[] {
    return this.present.servers(which, forMs);
  }

  /** Something is to happen in the very turn in which the next answer arrives. */
  lieInWait(ambush: Ambush): void {
    this.ambush = ambush;
  }

  /**
   * An answer arrives; says by how many microtasks it is held up.
   *
   * @param spring does what was to happen, unless it happens to all callers
   */
  ambushed(of: string, spring: (what: string) => void): number {
    const { ambush } = this;
    if (ambush?.of !== of) return 0;
    this.ambush = undefined;
    this.note(`${ambush.what} while an answer arrives`);
    if (ambush.what === 'leave') this.agenda.runAll('leaving');
    else spring(ambush.what);
    return ambush.turns;
  }

  note(text: string): void {
    this.journal.push(`${String(Math.round(performance.now())).padStart(9)}  ${text}`);
  }

  /** Takes note only: thrown here, it would be an error of the network or the store to what is under test. */
  violate(invariant: string, text: string): void {
    this.note(`VIOLATION of ${invariant}: ${text}`);
    this.violations.push(`${invariant}: ${text}`);
  }

  /** @throws Error that names the invariants that were broken */
  stopIfViolated(): void {
    if (this.violations.length > 0) throw new Error(this.violations.join('\n'));
  }

  async pass(milliseconds: number): Promise<void> {
    await this.agenda.pass(milliseconds, () => this.look());
  }

  /** Lets everything happen that can at this instant. */
  async observe(): Promise<void> {
    await settle();
    this.look();
  }

  /** Something that begins now ends after a while. */
  endAfter(milliseconds: number, end: () => void): void {
    this.agenda.add('end', this.clock.read().monotonic + milliseconds, end);
  }

  lengthOf(one: While): number {
    const { server, longestStretchMs } = this.present;
    const milliseconds = 'ms' in one ? one.ms : Math.round(one.lifetimes * server.issuer.lastLifetimeMs);
    return Math.min(milliseconds, longestStretchMs);
  }

  private look(): void {
    this.present.look();
    this.stopIfViolated();
  }

  private get present(): Inhabitants<never> {
    if (this.inhabitants === undefined) throw new Error('nobody lives in this world yet');
    return this.inhabitants;
  }
}
