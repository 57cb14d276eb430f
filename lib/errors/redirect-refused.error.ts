import { AlternativePaymentsError } from './alternative-payments.error.js';

/**
 * The API answered with a redirect. Redirects are never followed: they could carry the token elsewhere, and a
 * POST that follows one becomes a GET that reports success.
 */
export class RedirectRefusedError extends AlternativePaymentsError {
  override readonly name = 'RedirectRefusedError';
  readonly code = 'REDIRECT_REFUSED';

  constructor(
    /** HTTP status of the answer, 300 to 399. */
    readonly status: number,
    /** Method and path of the request. */
    readonly request: string,
    /** Origin that the redirect points to, if it can be read. */
    readonly location: string | undefined,
  ) {
    super(
      `${request} was answered with a redirect (${status}${location ? ` to ${location}` : ''}), which is not followed. ` +
        'Check the path of the request and the "baseURL" of the account.',
    );
  }
}
