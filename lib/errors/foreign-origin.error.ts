import { AlternativePaymentsError } from './alternative-payments.error.js';

/** A request was addressed to an origin other than the account's. Nothing was sent. */
export class ForeignOriginError extends AlternativePaymentsError {
  override readonly name = 'ForeignOriginError';
  readonly code = 'FOREIGN_ORIGIN';

  constructor(
    /** Origin of the account's API. */
    readonly expectedOrigin: string,
    /** Origin that the request was addressed to, without path, query and user. */
    readonly requestedOrigin: string,
  ) {
    super(
      `This HttpService sends requests to ${expectedOrigin} only, not to ${requestedOrigin}; nothing was sent. ` +
        'Give it a path such as "/customers", and use an HttpService of your own for other hosts.',
    );
  }
}
