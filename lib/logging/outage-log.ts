import type { Logger } from '@nestjs/common';
import { textOf } from '../errors/text-of.js';
import { quietly } from './quietly.js';

/** A shared resource that may fail, and what the process does meanwhile. */
export interface SharedThing {
  readonly name: string;
  readonly remedy: string;
}

/**
 * Logs once that a shared resource fails, and once that it works again, no matter how many accounts share it.
 */
export class OutageLog {
  private readonly failing = new Set<SharedThing>();

  constructor(private readonly logger: Logger) {}

  isFailing(thing: SharedThing): boolean {
    return this.failing.has(thing);
  }

  failed(thing: SharedThing, error: unknown): void {
    if (this.failing.has(thing)) return;
    this.failing.add(thing);
    quietly(() => this.logger.warn(`${thing.name} cannot be used, and ${thing.remedy}: ${textOf(error)}`));
  }

  works(thing: SharedThing): void {
    if (this.failing.delete(thing)) quietly(() => this.logger.log(`${thing.name} works again`));
  }
}
