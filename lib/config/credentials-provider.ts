/** An API key of the Partner Dashboard. */
export interface ApiKeyPair {
  /** Client id; an identifier, not a secret. */
  readonly clientId: string;
  readonly clientSecret: string;
}

/**
 * Reads the API key that is to be used now, from a secrets manager say. It is called for each token request, so a
 * rotated key is in use from the next one on, without a restart.
 *
 * What it throws counts like an outage: the present token serves on, and it is asked again. It is given up after
 * five seconds, and `signal` is aborted then.
 */
export type CredentialsProvider = (options: {
  readonly signal: AbortSignal;
}) => ApiKeyPair | Promise<ApiKeyPair>;
