const COLON =
  'contains a colon, which HTTP Basic authentication cannot carry. Copy the id again from the dashboard, without the secret.';

/** White space, control characters, those that take no room, and halves of characters: what copying brings along. */
const INVISIBLE = /[\s\p{Cc}\p{Cf}\p{Cs}]/u;

/** The same at either end. */
const INVISIBLE_END = new RegExp(`^${INVISIBLE.source}|${INVISIBLE.source}$`, 'u');

/** Control characters and halves of characters. HTTP Basic authentication carries neither. */
const NOT_CARRIED = /[\p{Cc}\p{Cs}]/u;

/** What is wrong with a text that holds white space, if it does. */
export function whiteSpaceProblem(text: string): string | undefined {
  return INVISIBLE.test(text) ? 'contains white space, probably from copying. Remove it.' : undefined;
}

/** What is wrong with a client id, if anything is. Quotes nothing of it. */
export function clientIdProblem(text: string): string | undefined {
  return whiteSpaceProblem(text) ?? (text.includes(':') ? COLON : undefined);
}

/** What is wrong with a client secret, if anything is. Quotes nothing of it. Spaces inside are allowed by OAuth 2.0. */
export function clientSecretProblem(text: string): string | undefined {
  if (INVISIBLE_END.test(text)) return 'begins or ends with white space, probably from copying. Remove it.';
  if (!NOT_CARRIED.test(text)) return undefined;
  return 'contains a character that HTTP Basic authentication cannot carry, such as a line break. Copy it again.';
}
