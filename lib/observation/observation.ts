import { textOf } from '../errors/text-of.js';
import { quietly } from '../logging/quietly.js';
import type { Abortable } from '../timing/abort.js';
import type {
  CallRecord,
  DeliveryRecord,
  Observer,
  Subject,
  TokenRequestRecord,
  WorkRecord,
} from './observer.js';
import { runOnce } from './run-once.js';
import type { TokenEvent } from './token-events.js';

/** Where a failing observer is reported. */
interface Complaints {
  warn(text: string): void;
}

/** Lets an observer observe, and keeps its failures from what it observes. */
export class Observation {
  private hasComplained = false;

  constructor(
    private readonly observer: Observer,
    private readonly log: Complaints,
  ) {}

  /** @param ended aborted when the call ends, which an observer cannot delay */
  call<T>(record: CallRecord, run: () => Promise<T>, ended: Abortable): Promise<T> {
    return this.around((once) => this.observer.call?.(record, once), run, ended);
  }

  attempt<T>(record: CallRecord, run: () => Promise<T>, ended: Abortable): Promise<T> {
    return this.around((once) => this.observer.attempt?.(record, once), run, ended);
  }

  tokenRequest<T>(record: TokenRequestRecord, run: () => Promise<T>): Promise<T> {
    return this.around((once) => this.observer.tokenRequest?.(record, once), run);
  }

  /** @param ended aborted when the request must be answered */
  delivery<T>(record: DeliveryRecord, run: () => Promise<T>, ended: Abortable): Promise<T> {
    return this.around((once) => this.observer.delivery?.(record, once), run, ended);
  }

  cause(): unknown {
    return this.told(() => this.observer.cause?.());
  }

  tokenEvent(event: TokenEvent, subject: Subject): void {
    this.told(() => this.observer.tokenEvent?.(event, subject));
  }

  worked(record: WorkRecord): void {
    this.told(() => this.observer.worked?.(record));
  }

  private around<T>(
    observe: (once: () => Promise<T>) => Promise<T> | undefined,
    run: () => Promise<T>,
    ended?: Abortable,
  ): Promise<T> {
    return runOnce(observe, run, (error) => this.complain(error), ended);
  }

  private told<T>(tell: () => T): T | undefined {
    try {
      const answer = tell();
      // A method that should return nothing may be asynchronous all the same.
      if (answer instanceof Promise) answer.catch((error: unknown) => this.complain(error));
      return answer;
    } catch (error) {
      this.complain(error);
      return undefined;
    }
  }

  private complain(error: unknown): void {
    if (this.hasComplained) return;
    this.hasComplained = true;
    quietly(() =>
      this.log.warn(
        `The observer has failed: ${textOf(error)}. What it observes is not affected, but traces and metrics may lack it. (This is not said again.)`,
      ),
    );
  }
}
