/**
 * What every error of this package has in common. Errors that the API itself answers (a 404, a 422)
 * stay ordinary `AxiosError`s; these are raised by the package on its own account.
 *
 * No message, property or cause of them ever holds a client secret or an access token.
 */
export abstract class AlternativePaymentsError extends Error {
  /** Stable word to branch on, such as `CREDENTIALS_REJECTED`. */
  abstract readonly code: string;

  /** Name of the class. It is written out, because a minified bundle renames the class itself. */
  abstract override readonly name: string;
}
