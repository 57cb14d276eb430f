import 'axios';

/** Options of a single request, given as `alternativePayments` in its axios configuration. */
export interface AlternativePaymentsRequestOptions {
  /**
   * Whether the request may be sent once more with a new token after a 401, which proves that the API did
   * not act on it. With `false` the 401 reaches the caller; the token is renewed all the same.
   * @default true
   */
  replay?: boolean;
  /**
   * Whether the request may be sent again after a failure that makes this safe: GET, HEAD and OPTIONS after a lost
   * connection or a 5xx, every method after a 429.
   * @default true
   */
  retry?: boolean;
}

declare module 'axios' {
  interface AxiosRequestConfig {
    /** What the Alternative Payments module may do with this request. */
    alternativePayments?: AlternativePaymentsRequestOptions;
  }
}
