import type { ClientCredentials } from '../../config/client-credentials.js';
import type { Result } from '../../errors/result.js';
import { now } from '../../timing/instant.js';
import type { ApiKey } from './api-key.js';
import type { TokenFailure } from './token-failure.js';
import type { AttemptTerms, KeyedTerms, TokenAttempt, TokenSource } from './token-source.js';

/** How long a caller waits for a recheck of the API key, in milliseconds. */
const RECHECK_MS = 1_000;

/** Reads the API key for each token, and reads it again if it was refused. */
export class RotatingSource implements TokenSource {
  constructor(
    private readonly key: ApiKey,
    private readonly inner: TokenSource<KeyedTerms>,
  ) {}

  async obtain(terms: AttemptTerms): Promise<TokenAttempt> {
    const read = await this.read(terms);
    if (read.problem) return read;
    const attempt = await this.inner.obtain({ ...terms, credentials: read.value });
    if (attempt.problem?.kind !== 'rejected') return attempt;
    // The key may have been replaced while it was in use, so the newest one is tried at once.
    const newest = await this.read(terms);
    return newest.problem || newest.value.equals(read.value)
      ? attempt
      : this.inner.obtain({ ...terms, credentials: newest.value });
  }

  mayRecheck(failure: Pick<TokenFailure, 'kind'>): boolean {
    const mayHaveNewKey = failure.kind === 'rejected' && this.key.isChangeable;
    return mayHaveNewKey || this.inner.mayRecheck?.(failure) === true;
  }

  async recheck(terms: AttemptTerms, refused?: ClientCredentials): Promise<TokenAttempt | undefined> {
    const { value: credentials } = await this.key.read(RECHECK_MS, terms.signal);
    if (credentials === undefined) return undefined;
    const keyed = { ...terms, credentials };
    const isNewKey = refused !== undefined && !credentials.equals(refused);
    return isNewKey ? this.inner.obtain(keyed) : this.inner.recheck?.(keyed, refused);
  }

  discard(token: string): void {
    this.inner.discard?.(token);
  }

  private read({ timeoutMs, signal }: AttemptTerms): Promise<Result<ClientCredentials, TokenFailure>> {
    // Some time has to be left for the token request.
    return this.key.read(timeoutMs(now()) / 2, signal);
  }
}
