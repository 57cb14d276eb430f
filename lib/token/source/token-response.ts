import type { Result } from '../../errors/result.js';
import type { TokenPolicy } from './token-policy.js';

/** A validated success response of the token endpoint. */
export interface TokenResponse {
  readonly accessToken: string;
  readonly lifetime: TokenLifetime;
}

/** How long a token lives, and how that is known. */
export interface TokenLifetime {
  readonly seconds: number;
  /**
   * Where the number comes from: `returned` if the server stated it, or an assumption because the server
   * stated none (`absent`), an unusable one (`unusable`), or one that is too long to be believed (`capped`).
   */
  readonly source: 'returned' | 'absent' | 'unusable' | 'capped';
}

/** No real token is that long. */
const LONGEST_TOKEN = 131_072;

/**
 * Reads the body of a success response. It is untrusted input, because a proxy may have written it. The
 * problem is one clause that quotes nothing of it.
 */
export function readTokenResponse(body: string, policy: TokenPolicy): Result<TokenResponse, string> {
  const fields = parseObject(body);
  if (fields === undefined) return { problem: 'the body is not a JSON object' };
  const { access_token: accessToken, token_type: tokenType, expires_in: expiresIn } = fields;
  if (fields.error) return { problem: 'the body reports an error although the status reports success' };

  if (typeof accessToken !== 'string' || accessToken === '')
    return { problem: '"access_token" is missing, empty or not a string' };

  if (!isSendable(accessToken)) {
    return {
      problem:
        '"access_token" cannot be sent in a header: it has spaces, control or non-ASCII characters, or is too long',
    };
  }
  if (!isBearer(tokenType)) return { problem: '"token_type" is not "bearer"' };
  return { value: { accessToken, lifetime: readLifetime(expiresIn, policy) } };
}

/**
 * The reference and the guide differ in case, and gateways have spellings of their own. A missing type means
 * bearer as well.
 */
function isBearer(type: unknown): boolean {
  const name = type ?? '';
  return typeof name === 'string' && /^(?:bearer|$)/i.test(name.trim());
}

/** Whether the token can be sent in an Authorization header. */
export function isSendable(token: unknown): token is string {
  return typeof token === 'string' && token.length <= LONGEST_TOKEN && /^[\x21-\x7e]+$/.test(token);
}

/** Returns a JSON object, or undefined for anything else. */
export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function readLifetime(expiresIn: unknown, policy: TokenPolicy): TokenLifetime {
  if (expiresIn === undefined || expiresIn === null)
    return { seconds: policy.absentLifetimeSeconds, source: 'absent' };

  const seconds =
    typeof expiresIn === 'string' && /^\s*\d+(\.\d+)?\s*$/.test(expiresIn) ? Number(expiresIn) : expiresIn;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds < policy.shortestLifetimeSeconds)
    return { seconds: policy.unusableLifetimeSeconds, source: 'unusable' };

  return seconds > policy.longestLifetimeSeconds
    ? { seconds: policy.longestLifetimeSeconds, source: 'capped' }
    : { seconds, source: 'returned' };
}
