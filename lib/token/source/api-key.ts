import { ClientCredentials } from '../../config/client-credentials.js';
import { type CredentialsProvider, keyOf } from '../../config/credentials-options.js';
import { harmlessText } from '../../errors/harmless-cause.js';
import type { Result } from '../../errors/result.js';
import { withinOrAgain } from '../../timing/within.js';
import type { TokenFailure } from './token-failure.js';

/** An account's API key. It is fixed, or read again for each token request. */
export class ApiKey {
  /** The key as it was last read. */
  latest?: ClientCredentials;

  /** @param given undefined for a registration that has only tenants */
  constructor(
    private readonly given: ClientCredentials | CredentialsProvider | undefined,
    private readonly longestMs: number,
  ) {
    if (given instanceof ClientCredentials) this.latest = given;
  }

  /** Whether reading it again may yield another key. */
  get isChangeable(): boolean {
    return typeof this.given === 'function';
  }

  /**
   * Reads the key. It never rejects, and always ends within the timeout, no matter what the host's function
   * does.
   */
  async read(timeoutMs: number, signal: AbortSignal): Promise<Result<ClientCredentials, TokenFailure>> {
    const { given } = this;
    if (given instanceof ClientCredentials) return { value: given };
    if (given === undefined) return unreadable('none are given for this account, which only opens others');
    try {
      const limitMs = Math.min(timeoutMs, this.longestMs);
      const key = keyOf(await withinOrAgain(limitMs, (ended) => given({ signal: ended }), signal));
      if (typeof key === 'string') return unreadable(key);
      return { value: (this.latest = key) };
    } catch (error) {
      // Callers do not get the error itself, because the host's secrets manager may have put anything into
      // it.
      const text = harmlessText(error);
      return unreadable(this.latest?.redact(text) ?? text);
    }
  }
}

function unreadable(reason: string): { readonly problem: TokenFailure } {
  return { problem: { kind: 'unreadable', reason } };
}
