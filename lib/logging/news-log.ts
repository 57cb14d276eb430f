import type { Logger } from '@nestjs/common';
import { quietly } from './quietly.js';

/** A kind of news that many tenants may have at the same time. */
export interface NewsKind {
  readonly level: 'warn' | 'error';
  /** What is told of one tenant, as the rest of a sentence whose subject it is. */
  readonly one: string;
  /** The same of several tenants. */
  readonly many: string;
  /** Whether it lasts until the account obtains a token. */
  readonly lasts: boolean;
}

/** Writes the news of one account, each in a line. */
export class NewsLog {
  constructor(private readonly logger: Logger) {}

  /** Writes what matters only to somebody who looks for a fault. */
  detail(text: string): void {
    quietly(() => this.logger.debug(text));
  }

  tell({ level }: NewsKind, text: string): void {
    quietly(() => this.logger[level](text));
  }

  /** Writes that what lasted is over. */
  over(text: string): void {
    quietly(() => this.logger.log(text));
  }

  /** The account makes no further attempts for now: it sleeps, or was closed. */
  leave(): void {}
}
