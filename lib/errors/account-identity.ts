/** The facts by which messages name an account. None of them is a secret. */
export interface AccountIdentity {
  /** Name of the registration; `default` unless one was given. */
  readonly account: string;
  /** `production`, `demo`, or `custom` for an explicit base URL. */
  readonly environment: string;
  /** Address of the API. */
  readonly baseURL: string;
  /** Client id of the API key. It is an identifier, not a secret. */
  readonly clientId: string;
}
