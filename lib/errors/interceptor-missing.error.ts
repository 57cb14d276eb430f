import { AlternativePaymentsError } from './alternative-payments.error.js';

/**
 * A request bypassed the interceptor that adds its access token, its place in the rate budget and its checks.
 * Nothing was sent.
 */
export class InterceptorMissingError extends AlternativePaymentsError {
  override readonly name = 'InterceptorMissingError';
  readonly code = 'INTERCEPTOR_MISSING';

  constructor(
    /** Name of the account. */
    readonly account: string,
    /** Method and path of the request. */
    readonly request: string,
  ) {
    super(
      `${request} did not pass the request interceptor of Alternative Payments account "${account}"; nothing was sent. ` +
        'The interceptor was taken out of axiosRef with interceptors.request.clear() or eject(), or the instance was made with axiosRef.create(), which brings no interceptors along. ' +
        'Eject your own interceptors by their numbers only, and use the HttpService itself.',
    );
  }
}
