const COLON =
  'contains a colon, which HTTP Basic authentication cannot carry. Copy the id again from the dashboard, without the secret.';

/**
 * White space, control characters, characters without width, and lone surrogates. Copying tends to bring
 * these along.
 */
const INVISIBLE = /[\s\p{Cc}\p{Cf}\p{Cs}]/u;

/** The same at either end. */
const INVISIBLE_END = new RegExp(`^${INVISIBLE.source}|${INVISIBLE.source}$`, 'u');

/** Control characters and lone surrogates. HTTP Basic authentication can carry neither. */
const NOT_CARRIED = /[\p{Cc}\p{Cs}]/u;

/** Says that a string holds white space, if it does. */
export function whiteSpaceProblem(text: string): string | undefined {
  return INVISIBLE.test(text) ? 'contains white space, probably from copying. Remove it.' : undefined;
}

/** Says what is wrong with a client id, if anything is. It quotes nothing of it. */
export function clientIdProblem(text: string): string | undefined {
  return whiteSpaceProblem(text) ?? (text.includes(':') ? COLON : undefined);
}

/**
 * Says what is wrong with a client secret, if anything is. It quotes nothing of it. OAuth 2.0 allows spaces
 * inside.
 */
export function clientSecretProblem(text: string): string | undefined {
  if (INVISIBLE_END.test(text)) return 'begins or ends with white space, probably from copying. Remove it.';
  if (!NOT_CARRIED.test(text)) return undefined;
  return 'contains a character that HTTP Basic authentication cannot carry, such as a line break. Copy it again.';
}
