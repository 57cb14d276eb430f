import type { Logger } from '@nestjs/common';
import { textOf } from '../errors/text-of.js';
import { quietly } from './quietly.js';

/** What a shared resource is called that may fail, and what the process does meanwhile. */
export interface SharedThing {
  readonly name: string;
  readonly remedy: string;
}

/** An outage and its end may be told within this time, in milliseconds. */
const WINDOW_MS = 10_000;
const MOST_LINES = 2;

/** What is known of a resource that has failed at least once. */
interface Known {
  isFailing: boolean;
  /** What the latest line said. */
  isToldFailing: boolean;
  lines: number;
  windowEndsAt: number;
}

/**
 * Logs once that a shared resource fails, and once that it works again, no matter how many accounts share it.
 * If it fails every other time, that is told twice in ten seconds, and the rest with the next use after that.
 */
export class OutageLog {
  /** Accounts that use a resource may be closed for good, and nobody says so. */
  private readonly known = new WeakMap<object, Known>();

  constructor(private readonly logger: Logger) {}

  isFailing(resource: object): boolean {
    return this.known.get(resource)?.isFailing ?? false;
  }

  /** @param resource identifies it; several accounts may share it, and a tenant may have one of its own */
  failed(resource: object, thing: SharedThing, error: unknown): void {
    const known = this.known.get(resource) ?? {
      isFailing: true,
      isToldFailing: false,
      lines: 0,
      windowEndsAt: -Infinity,
    };
    this.known.set(resource, known);
    known.isFailing = true;
    this.tell(known, () =>
      this.logger.warn(`${thing.name} cannot be used, and ${thing.remedy}: ${textOf(error)}`),
    );
  }

  works(resource: object, thing: SharedThing): void {
    const known = this.known.get(resource);
    if (known === undefined) return;
    known.isFailing = false;
    this.tell(known, () => this.logger.log(`${thing.name} works again`));
  }

  private tell(known: Known, write: () => void): void {
    if (known.isToldFailing === known.isFailing) return;
    const at = performance.now();
    if (at >= known.windowEndsAt) {
      known.lines = 0;
      known.windowEndsAt = at + WINDOW_MS;
    }
    if (known.lines === MOST_LINES) return;
    known.lines += 1;
    known.isToldFailing = known.isFailing;
    quietly(write);
  }
}
