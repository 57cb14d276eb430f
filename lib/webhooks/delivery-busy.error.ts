import { AlternativePaymentsError } from '../errors/alternative-payments.error.js';

/** Somebody else works on the event, or the application is closing. Have the queue try it again. */
export class DeliveryBusyError extends AlternativePaymentsError {
  override readonly name = 'DeliveryBusyError';
  readonly code = 'DELIVERY_BUSY';

  constructor(
    /** Id of the event. */
    readonly eventId: string,
    /** When it is worth trying again, in milliseconds. */
    readonly retryAfterMs: number,
  ) {
    super(
      `The event ${eventId} is being worked on elsewhere, or this application is closing. Try it again in ${Math.ceil(retryAfterMs / 1_000)} s.`,
    );
  }
}
