import { isAbsent } from '../config/values.js';
import { variableOf } from '../config/variables.js';
import type { Result } from '../errors/result.js';

const SHORTEST_SECRET = 16;

/** The variable with the secrets of an account, separated by commas, the newest first. */
export function secretsVariable(account: string): string {
  return variableOf(account, 'WEBHOOK_SECRETS');
}

/**
 * Reads what was given as secrets. Nothing, an empty text and an empty list are no secrets.
 *
 * @returns the secrets, or what is wrong with them; it quotes nothing of them
 */
export function secretsOf(given: unknown): Result<readonly string[], string> {
  if (isAbsent(given)) return { value: [] };
  const secrets: readonly unknown[] = Array.isArray(given) ? given : [given];
  for (const [index, secret] of secrets.entries()) {
    const problem = problemOf(secret);
    if (problem === undefined) continue;
    return { problem: secrets.length === 1 ? problem : `in place ${index + 1}: ${problem}` };
  }
  return { value: secrets as readonly string[] };
}

function problemOf(secret: unknown): string | undefined {
  if (typeof secret !== 'string') return 'it is no text. Give the secret, or a list of secrets.';
  if (secret === '') return 'it is empty. Leave it out, or give the secret.';
  if (/[\s\p{Cc}\p{Cf}]/u.test(secret))
    return 'it contains white space or control characters. Copy it again.';
  // A comma separates headers that came together, and no other text reaches us as it was sent.
  if (!/^[!-+\--~]+$/.test(secret))
    return 'it contains a character that a header cannot carry, such as a comma or an umlaut. Choose another one.';
  return secret.length < SHORTEST_SECRET
    ? `it is shorter than ${SHORTEST_SECRET} characters. Make one with "openssl rand -hex 32".`
    : undefined;
}
