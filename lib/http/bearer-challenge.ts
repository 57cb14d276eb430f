/** The items of a `WWW-Authenticate` header: names of schemes, and parameters with their values. */
const ITEM = /([!#$%&'*+.^_`|~\w-]+)(?:\s*=\s*("(?:[^"\\]|\\.)*"|[!#$%&'*+.^_`|~\w-]+))?/g;

/**
 * Whether an answer rejects the token according to RFC 6750. A 401 does, unless it says that the token lacks
 * a scope. A 403 does only if it says so.
 *
 * @param challenge reads the `WWW-Authenticate` header
 */
export function isTokenRejected(status: number, challenge: () => unknown): boolean {
  if (status !== 401 && status !== 403) return false;
  const errors = errorsOf(challenge());
  if (errors.includes('invalid_token')) return true;
  return status === 401 && !errors.includes('insufficient_scope');
}

/** The values of `error` in challenges of the Bearer scheme. */
function errorsOf(challenge: unknown): string[] {
  const text = Array.isArray(challenge) ? challenge.join(', ') : challenge;
  if (typeof text !== 'string') return [];
  const errors: string[] = [];
  let scheme = '';
  for (const [, name = '', value] of text.matchAll(ITEM)) {
    if (value === undefined) scheme = name.toLowerCase();
    else if (scheme === 'bearer' && name.toLowerCase() === 'error')
      errors.push(value.replace(/^"|"$/g, '').replace(/\\(.)/g, '$1').trim().toLowerCase());
  }
  return errors;
}
