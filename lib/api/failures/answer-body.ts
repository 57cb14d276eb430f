import { strike } from '../../http/secrets.js';

/** Longest body that an error keeps, in characters of its JSON; a longer one is cut. */
const LONGEST_BODY = 10_000;

/** The body of an answer without the secrets that the caller has submitted. */
interface AnswerBody {
  /** The whole body, to be read. */
  readonly whole: unknown;
  /** What an error may keep of it: a long body is a text that was cut. */
  readonly kept: unknown;
}

/**
 * Takes the secrets out of a body, wherever they stand: in values, in names of fields, and in numbers.
 *
 * @param forms every form in which a secret may be quoted
 */
export function answerBody(data: unknown, forms: readonly string[]): AnswerBody {
  const given = typeof data === 'string' ? data : jsonOf(data, forms);
  if (given === undefined) return { whole: undefined, kept: undefined };
  const text = strike(given, forms);
  const whole = typeof data === 'string' ? text : parsed(text);
  return { whole, kept: text.length > LONGEST_BODY ? `${text.slice(0, LONGEST_BODY)}…` : whole };
}

/** The JSON of a parsed body; undefined for a stream, for bytes, and for what is nested too deeply. */
function jsonOf(data: unknown, forms: readonly string[]): string | undefined {
  if (ArrayBuffer.isView(data) || data instanceof ArrayBuffer) return undefined;
  if (typeof (data as { pipe?: unknown } | null | undefined)?.pipe === 'function') return undefined;
  // A number can only be struck out as a text.
  const isSecretNumber = (value: unknown): boolean =>
    typeof value === 'number' && strike(String(value), forms) !== String(value);
  try {
    return JSON.stringify(data, (_key, value: unknown) => (isSecretNumber(value) ? String(value) : value));
  } catch {
    return undefined;
  }
}

/** A secret may look like a piece of JSON, and then leaves none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
