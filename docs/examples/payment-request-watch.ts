import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import {
  AlternativePaymentsClient,
  isKnown,
  PAYMENT_REQUEST_STATUSES,
} from 'nestjs-alternative-payments';

/** The payment requests in your own database, with what each is for. */
export abstract class PaymentRequestTable {
  /** Ids of those that are neither paid nor ended. */
  abstract waiting(): Promise<readonly string[]>;
  /**
   * Notes the new status, and does what follows from it, in one transaction. It
   * does nothing for one that no longer waits: another process was faster.
   */
  abstract end(
    id: string,
    status: 'paid' | 'expired' | 'cancelled',
  ): Promise<void>;
}

@Injectable()
export class PaymentRequestWatch {
  private readonly logger = new Logger(PaymentRequestWatch.name);
  private isLooking = false;

  constructor(
    private readonly api: AlternativePaymentsClient,
    private readonly table: PaymentRequestTable,
  ) {}

  @Interval(30_000)
  async look(): Promise<void> {
    // A round may take longer than the interval.
    if (this.isLooking) return;
    this.isLooking = true;
    try {
      for (const id of await this.table.waiting()) await this.ask(id);
    } finally {
      this.isLooking = false;
    }
  }

  /** Failures are left to the next round, and keep nobody else waiting. */
  private async ask(id: string): Promise<void> {
    try {
      const { status } = await this.api.paymentRequests.get(id, {
        priority: 'background',
      });
      if (!isKnown(PAYMENT_REQUEST_STATUSES, status))
        this.logger.warn(`Payment request ${id} has the new status ${status}.`);
      else if (status !== 'pending') await this.table.end(id, status);
    } catch (error) {
      this.logger.warn(`Payment request ${id}: ${String(error)}`);
    }
  }
}
