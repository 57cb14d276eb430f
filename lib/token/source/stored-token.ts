import { createHash } from 'node:crypto';
import type { TokenSeal } from '../../store/token-seal.js';
import type { StoredToken, TokenStoreEntry } from '../../store/token-store.js';
import { after, type Instant } from '../../timing/instant.js';
import { leftMs, type ObtainedToken } from './obtained-token.js';
import type { TokenPolicy } from './token-policy.js';
import { isSendable, parseObject, type TokenLifetime } from './token-response.js';

/** Where an account's token lies in a store. */
export interface Place {
  readonly key: string;
  /** What a token belongs to. A sealed token opens nowhere else. */
  readonly bond: string;
}

/** Identifies a token without showing it. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/**
 * Packs a token for a store. It records the age of the token and no instant, because the clocks of two
 * machines may differ by hours.
 *
 * @param bond what the token belongs to; it can be unpacked only with the same bond
 */
export function pack(token: ObtainedToken, seal: TokenSeal, bond: string, at: Instant): StoredToken {
  const { accessToken, lifetime } = token.response;
  const ageMs = lifetime.seconds * 1000 - leftMs(token, at);
  const text = JSON.stringify({ accessToken, lifetime, ageMs, tookMs: token.tookMs });
  return { hash: hashOf(accessToken), value: seal.seal(text, bond) };
}

/**
 * Unpacks a token, or returns undefined for an entry that is foreign or damaged. A store is untrusted input.
 *
 * The remaining lifetime of the token is the store's remaining time for the entry, but never more than when
 * the entry was written.
 *
 * @returns a token that may have no lifetime left
 */
export function unpack(
  entry: TokenStoreEntry,
  seal: TokenSeal,
  bond: string,
  askedAt: Instant,
  policy: TokenPolicy,
): ObtainedToken | undefined {
  const text = typeof entry.value === 'string' ? seal.open(entry.value, bond) : undefined;
  const fields = text === undefined ? undefined : parseObject(text);
  if (fields === undefined) return undefined;
  const { accessToken, ageMs, tookMs } = fields;
  const lifetime = lifetimeOf(fields.lifetime, policy);
  if (!isSendable(accessToken) || hashOf(accessToken) !== entry.hash || lifetime === undefined)
    return undefined;
  if (!isDuration(ageMs) || !isDuration(tookMs) || !isDuration(entry.ttlMs)) return undefined;
  const lifetimeMs = lifetime.seconds * 1000;
  const left = Math.min(entry.ttlMs, lifetimeMs - ageMs);
  return {
    response: { accessToken, lifetime },
    requestedAt: after(askedAt, left - lifetimeMs),
    tookMs,
    source: 'store',
  };
}

function lifetimeOf(value: unknown, policy: TokenPolicy): TokenLifetime | undefined {
  const { seconds, source } = (value ?? {}) as Record<string, unknown>;
  if (!isDuration(seconds) || seconds === 0 || seconds > policy.longestLifetimeSeconds) return undefined;
  return SOURCES.has(source as Source) ? { seconds, source: source as Source } : undefined;
}

type Source = TokenLifetime['source'];

const SOURCES: ReadonlySet<Source> = new Set<Source>(['returned', 'absent', 'unusable', 'capped']);

function isDuration(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
