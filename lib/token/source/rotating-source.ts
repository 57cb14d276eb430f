import type { ClientCredentials } from '../../config/client-credentials.js';
import type { AccountIdentity } from '../../errors/account-identity.js';
import type { CredentialsSource } from './credentials-source.js';
import type { RefreshFailure } from '../refresh-failure.js';
import type { TokenAttempt, TokenAttemptRequest } from './token-attempt.js';
import type { TokenEndpoint } from './endpoint-source.js';
import type { TokenSharing } from './shared-source.js';

/** How long a caller waits for news of the API key, in milliseconds. */
const LOOK_MS = 1_000;

/** The ways to a token: the API key is read, another process may have shared one, the token endpoint gives one. */
export class TokenAcquisition {
  constructor(
    private readonly account: AccountIdentity,
    private readonly source: CredentialsSource,
    private readonly endpoint: TokenEndpoint,
    private readonly sharing: TokenSharing | undefined,
  ) {}

  /** Whose tokens they are, by the API key that was read last. */
  get identity(): AccountIdentity {
    return { ...this.account, clientId: this.source.latest?.clientId ?? this.account.clientId };
  }

  /** Makes one attempt. Never rejects. */
  async attempt(request: TokenAttemptRequest): Promise<TokenAttempt> {
    const { credentials, failure } = await this.read(request);
    if (failure) return { failure };
    const attempt = await this.obtain(credentials, request);
    if (attempt.failure?.kind !== 'rejected') return attempt;
    // The key may have been replaced while it was in use: the newest one is tried at once.
    const newest = await this.read(request);
    return newest.failure || newest.credentials.equals(credentials)
      ? attempt
      : this.obtain(newest.credentials, request);
  }

  /** Whether there may be news that end this failure before the next attempt is due. */
  mayHaveNews({ kind }: RefreshFailure): boolean {
    return this.sharing !== undefined || (kind === 'rejected' && this.source.isChangeable);
  }

  /**
   * Looks for such news: a token that another process has obtained, or another key than the one that was refused, which
   * is then tried. The token endpoint is not asked otherwise.
   *
   * @returns undefined if there are none
   */
  async lookForNews(
    request: TokenAttemptRequest,
    { refused }: RefreshFailure,
  ): Promise<TokenAttempt | undefined> {
    const { credentials } = await this.source.read(LOOK_MS, request.signal);
    if (credentials === undefined) return undefined;
    if (refused !== undefined && !credentials.equals(refused)) return this.obtain(credentials, request);
    return this.sharing?.look(credentials, request);
  }

  /** Sees to it that no process takes up a token that was rejected. */
  discard(token: string): void {
    this.sharing?.discard(token);
  }

  private read({ timeoutMs, signal }: TokenAttemptRequest): ReturnType<CredentialsSource['read']> {
    // There has to be time left for the token request.
    return this.source.read(timeoutMs / 2, signal);
  }

  private obtain(credentials: ClientCredentials, request: TokenAttemptRequest): Promise<TokenAttempt> {
    const ask = (): Promise<TokenAttempt> => this.endpoint.attempt(credentials, request);
    return this.sharing === undefined ? ask() : this.sharing.obtain(credentials, request, ask);
  }
}
