import { Injectable } from '@nestjs/common';
import {
  type AlternativePayments,
  AlternativePaymentsClient,
  ApiBadRequestError,
} from 'nestjs-alternative-payments';

/** How far the copy has come. */
export interface Progress {
  /** All invoices that were created before this moment are copied. */
  readonly from: Date;
  /** End of the window that is being copied. */
  readonly to?: Date;
  /** The cursor with which that window goes on. */
  readonly after?: string;
}

type Window = Progress & { readonly to: Date };

/** The copy in your own database. */
export abstract class InvoiceCopy {
  abstract progress(): Promise<Progress>;
  /**
   * Adds the invoices, replaces those whose `id` is there already, and notes
   * the progress, all in one transaction.
   */
  abstract save(
    invoices: readonly AlternativePayments.Invoice[],
    progress: Progress,
  ): Promise<void>;
}

const DAY_MS = 24 * 60 * 60_000;
/** Windows overlap, since their bounds may not be included. */
const OVERLAP_MS = 60_000;
/** What is younger waits for the next night, since clocks may differ. */
const YOUNGEST_MS = 60 * 60_000;

@Injectable()
export class NightlySync {
  constructor(
    private readonly api: AlternativePaymentsClient,
    private readonly copy: InvoiceCopy,
  ) {}

  /** Copies all invoices that are new. After a failure or a crash, the next run goes on from there. */
  async run(now = new Date()): Promise<void> {
    const end = now.getTime() - YOUNGEST_MS;
    let progress = await this.copy.progress();
    while (progress.to !== undefined || progress.from.getTime() < end) {
      const { from } = progress;
      const to =
        progress.to ?? new Date(Math.min(from.getTime() + DAY_MS, end));
      await this.copyWindow({ ...progress, to });
      progress = { from: to };
    }
  }

  private async copyWindow(window: Window): Promise<void> {
    try {
      await this.walk(window);
    } catch (error) {
      if (!(error instanceof ApiBadRequestError)) throw error;
      if (window.after === undefined) throw error;
      // The cursor has ended. What was copied already comes once more, and is replaced by its id.
      await this.walk({ from: window.from, to: window.to });
    }
  }

  private async walk({ from, to, after }: Window): Promise<void> {
    const start = new Date(from.getTime() - OVERLAP_MS);
    const invoices = this.api.invoices.list(
      { created_at_start: start, created_at_end: to, after },
      { priority: 'background' },
    );
    for await (const page of invoices.pages()) {
      const progress = page.hasNextPage
        ? { from, to, after: page.endCursor }
        : { from: to };
      await this.copy.save(page.data, progress);
    }
  }
}
