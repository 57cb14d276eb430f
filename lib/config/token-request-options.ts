import type { Section } from './section.js';

/** What is added to the documented token request. */
export interface TokenRequestOptions {
  /**
   * Scopes to ask for, separated by spaces. The documentation of the token endpoint names none, and nothing is sent
   * unless this is given.
   */
  scope?: string;
  /**
   * Time-out of one token attempt in milliseconds. While a good token is held an attempt gets less, so that there is time
   * for another one.
   * @default 10000
   */
  timeoutMs?: number;
}

export interface ResolvedTokenRequest {
  /** Empty where none is asked for. */
  readonly scope: string;
  /** Left out, it is that of all token attempts. */
  readonly timeoutMs?: number;
}

/** Reads `tokenRequest`. */
export function readTokenRequest(section: Section): ResolvedTokenRequest {
  return {
    scope: section.text('scope', () => undefined) ?? '',
    timeoutMs: section.milliseconds('timeoutMs', { otherwise: undefined }),
  };
}
