import type { Logger } from '@nestjs/common';

/** Says once that something shared fails, and once that it works again. */
export class OutageLog {
  private isFailing = false;

  constructor(
    private readonly logger: Logger,
    /** What fails, and what is done about it. */
    private readonly subject: { readonly name: string; readonly remedy: string },
  ) {}

  failed(error: unknown): void {
    if (this.isFailing) return;
    this.isFailing = true;
    const reason = error instanceof Error ? error.message || error.name : String(error);
    const { name, remedy } = this.subject;
    this.quietly(() => this.logger.warn(`${name} cannot be used, and ${remedy}: ${reason}`));
  }

  works(): void {
    if (!this.isFailing) return;
    this.isFailing = false;
    this.quietly(() => this.logger.log(`${this.subject.name} works again`));
  }

  /** A logger of the host's own must not end what it is told of. */
  private quietly(log: () => void): void {
    try {
      log();
    } catch {
      // There is nowhere left to say it.
    }
  }
}
