import { createHash } from 'node:crypto';
import type { TokenSeal } from '../../store/token-seal.js';
import type { StoredToken, TokenStoreEntry } from '../../store/token-store.js';
import { after, type Instant } from '../../timing/instant.js';
import type { ObtainedToken } from './obtained-token.js';
import type { TokenPolicy } from './token-policy.js';
import { isSendable, parseObject, type TokenResponse } from './token-response.js';

/** Tells one token from another without showing it. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/**
 * Packs a token for a store.
 *
 * @param bond what it belongs to; it can be unpacked only for the same
 */
export function pack(
  { response, requestedAt, tookMs }: ObtainedToken,
  seal: TokenSeal,
  bond: string,
): StoredToken {
  const { accessToken, lifetime } = response;
  const text = JSON.stringify({ accessToken, lifetime, requestedAtMs: requestedAt.wallMs, tookMs });
  return { hash: hashOf(accessToken), value: seal.seal(text, bond) };
}

/**
 * Unpacks a token, or returns undefined for an entry that is foreign, damaged, expired, or kept for ever: a store is
 * untrusted input.
 *
 * What is left of the token is reckoned by the store's time to live and by the wall clock of the process that obtained it,
 * whichever says less, since neither the clocks of two machines nor a write that came late can be trusted.
 */
export function unpack(
  entry: TokenStoreEntry,
  seal: TokenSeal,
  bond: string,
  at: Instant,
  policy: TokenPolicy,
): ObtainedToken | undefined {
  const text = typeof entry.value === 'string' ? seal.open(entry.value, bond) : undefined;
  const fields = text === undefined ? undefined : parseObject(text);
  if (fields === undefined) return undefined;
  const { accessToken, requestedAtMs, tookMs } = fields;
  const lifetime = lifetimeOf(fields.lifetime, policy);
  if (!isSendable(accessToken) || hashOf(accessToken) !== entry.hash || lifetime === undefined)
    return undefined;
  if (!isFiniteNumber(requestedAtMs) || !isFiniteNumber(tookMs) || !isFiniteNumber(entry.ttlMs))
    return undefined;
  const lifetimeMs = lifetime.seconds * 1000;
  const left = Math.min(entry.ttlMs, requestedAtMs + lifetimeMs - at.wallMs, lifetimeMs);
  if (left <= 0) return undefined;
  const requestedAt = after(at, left - lifetimeMs);
  return { response: { accessToken, lifetime }, requestedAt, tookMs: Math.max(0, tookMs), source: 'store' };
}

function lifetimeOf(value: unknown, policy: TokenPolicy): TokenResponse['lifetime'] | undefined {
  const { seconds, source } = (value ?? {}) as Record<string, unknown>;
  if (!isFiniteNumber(seconds) || seconds <= 0 || seconds > policy.longestLifetimeSeconds) return undefined;
  return SOURCES.has(source as Source) ? { seconds, source: source as Source } : undefined;
}

type Source = TokenResponse['lifetime']['source'];

const SOURCES: ReadonlySet<Source> = new Set<Source>(['returned', 'absent', 'unusable', 'capped']);

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
