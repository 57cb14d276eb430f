/** Longest text of a caller's that a message quotes. */
const QUOTED_CHARACTERS = 80;

/** Cuts a text that a message quotes, so that the message stays short and on one line. */
export function shortened(text: string): string {
  const begin = text.slice(0, QUOTED_CHARACTERS).replaceAll(/\p{Cc}/gu, ' ');
  return text.length > QUOTED_CHARACTERS ? `${begin}…` : begin;
}
