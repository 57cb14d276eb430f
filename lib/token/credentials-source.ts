import { ClientCredentials } from '../config/client-credentials.js';
import type { CredentialsProvider } from '../config/credentials-provider.js';
import { keyOf } from '../config/read-credentials.js';
import { harmlessText } from '../errors/harmless-cause.js';
import { withinOrAgain } from '../timing/within.js';
import type { TokenFailure } from './token-failure.js';

/** The API key as it is now, or why it cannot be known. */
export type CredentialsReading =
  | { readonly credentials: ClientCredentials; readonly failure?: undefined }
  | { readonly credentials?: undefined; readonly failure: TokenFailure };

/** Where an account's API key comes from: it is fixed, or read again for each token request. */
export class CredentialsSource {
  /** The key last read. */
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

  /** Reads the key. Never rejects, and always ends within the time, whatever the host's function does. */
  async read(timeoutMs: number, signal: AbortSignal): Promise<CredentialsReading> {
    const { given } = this;
    if (given instanceof ClientCredentials) return { credentials: given };
    if (given === undefined) return unreadable('none are given for this account, which only opens others');
    try {
      const limitMs = Math.min(timeoutMs, this.longestMs);
      const key = keyOf(await withinOrAgain(limitMs, (ended) => given({ signal: ended }), signal));
      if (typeof key === 'string') return unreadable(key);
      return { credentials: (this.latest = key) };
    } catch (error) {
      // The error itself is kept from callers: the host's secrets manager may have left anything in it.
      const text = harmlessText(error);
      return unreadable(this.latest?.redact(text) ?? text);
    }
  }
}

function unreadable(reason: string): CredentialsReading {
  return { failure: { kind: 'unreadable', reason } };
}
