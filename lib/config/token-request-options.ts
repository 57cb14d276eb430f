import type { Section } from './section.js';

/** Additions to the documented token request. */
export interface TokenRequestOptions {
  /**
   * Scopes to ask for, separated by spaces. The documentation of the token endpoint names none, and none is
   * sent by default.
   */
  scope?: string;
  /**
   * Timeout of one token request in milliseconds. While a valid token is held, a request gets less time, so
   * that another one can follow before the token expires.
   * @default 10000
   */
  timeoutMs?: number;
}

export interface ResolvedTokenRequest {
  /** Empty if no scope is asked for. */
  readonly scope: string;
  /** If it is undefined, the default of all token requests applies. */
  readonly timeoutMs?: number;
}

export function readTokenRequest(section: Section): ResolvedTokenRequest {
  return {
    scope: section.text('scope', () => undefined) ?? '',
    timeoutMs: section.milliseconds('timeoutMs', { otherwise: undefined }),
  };
}
