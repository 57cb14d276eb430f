import { AlternativePaymentsError } from './alternative-payments.error.js';

/** The queue for the rate budget is full, or that for background calls. The request was not sent. */
export class RateQueueFullError extends AlternativePaymentsError {
  override readonly name = 'RateQueueFullError';
  readonly code = 'RATE_QUEUE_FULL';

  constructor(
    /** Name of the account. */
    readonly account: string,
    /** Requests that are waiting or, for a background call, background calls that are waiting. */
    readonly waiting: number,
    isBackground: boolean,
  ) {
    super(
      `${waiting} ${isBackground ? 'background calls' : 'requests'} of Alternative Payments account "${account}" already wait for their turn; this one was not sent. ` +
        'Spread the work, raise "pacing.queue", or ask the vendor for a higher rate limit and raise "pacing.requests".',
    );
  }
}
