/** What the body of an error says. */
interface ReadError {
  readonly code?: string;
  /** The message in one line. */
  readonly message?: string;
  /** The problems of single fields, in an object without prototype. */
  readonly validationErrors: Readonly<Record<string, string>>;
  /** What the body is, if it holds no message that a person could read. */
  readonly note?: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** Longest text that is read; longer ones are cut. */
const LONGEST_TEXT = 1000;

const UNKNOWN_SHAPE = 'its body has a shape that is not known';

/** How many entries of a list or a map are read. */
const MOST_ENTRIES = 50;

/**
 * Reads the body of an error. The shapes are tried in the order in which they can be trusted: the documented
 * `HttpError`, an object in `error`, a list in `errors`, a flat map of texts, and a plain text.
 */
export function readError(body: unknown): ReadError {
  if (typeof body === 'string') return readText(body);
  if (!isFields(body)) return nothing(body == null ? undefined : UNKNOWN_SHAPE);
  return readFlat(body) ?? readNested(body) ?? readList(body) ?? readMap(body) ?? nothing(UNKNOWN_SHAPE);
}

/** `{ code, message, validation_errors }`, of which each may be missing. */
function readFlat(body: Fields): ReadError | undefined {
  const code = textIn(body['code']);
  const message = textIn(body['message']);
  const fields = body['validation_errors'];
  const hasFields = typeof fields === 'object' && fields !== null;
  if (message === undefined && !hasFields && (code === undefined || 'error' in body || 'errors' in body))
    return undefined;
  return { code, message, validationErrors: fieldsIn(fields) };
}

/** `{ error: { message } }` or `{ error: 'text' }`; OAuth adds an `error_description` to the latter. */
function readNested({ error, error_description: description }: Fields): ReadError | undefined {
  if (isFields(error)) return readFlat(error);
  const word = textIn(error);
  if (word === undefined) return undefined;
  const text = textIn(description);
  return { code: text && word, message: text ?? word, validationErrors: fieldsIn(undefined) };
}

/** `{ errors: [] }`, whose entries are texts or objects with a message and perhaps a field. */
function readList({ errors }: Fields): ReadError | undefined {
  if (!Array.isArray(errors)) return undefined;
  const entries: unknown[] = errors.slice(0, MOST_ENTRIES);
  const general = entries
    .filter((entry) => !isFields(entry) || textIn(entry['field']) === undefined)
    .flatMap((entry) => textIn(isFields(entry) ? entry['message'] : entry) ?? []);
  const code = entries.map((entry) => (isFields(entry) ? textIn(entry['code']) : undefined)).find(Boolean);
  const message = general.length === 0 ? undefined : oneLine(general.join('; '));
  const validationErrors = fieldsIn(errors.filter((entry) => isFields(entry) && textIn(entry['field'])));
  return { code, message, validationErrors };
}

/** A flat map of texts, as the token endpoint gives it. */
function readMap(body: Fields): ReadError | undefined {
  const entries = Object.entries(body).slice(0, MOST_ENTRIES);
  if (entries.length === 0 || entries.some(([, value]) => typeof value !== 'string')) return undefined;
  const message = oneLine(entries.map(([name, text]) => `${name}: ${String(text)}`).join('; '));
  return { message, validationErrors: fieldsIn(undefined) };
}

function readText(body: string): ReadError {
  const size = body.length > 2000 ? ` of ${Math.round(body.length / 1000)} kB` : '';
  const start = body.slice(0, 4 * LONGEST_TEXT).trim();
  if (start === '') return nothing();
  if (start.startsWith('<')) return nothing(`its body is a page${size} in place of JSON`);
  // A replacement character stands where bytes were no text. A single one does not make a text unreadable.
  const unreadable = start.match(/(?!\s)[\p{Cc}\ufffd]/gu)?.length ?? 0;
  if (unreadable > start.length / 20) return nothing(`its body is data${size} that is no text`);
  return { message: oneLine(start), validationErrors: fieldsIn(undefined) };
}

function nothing(note?: string): ReadError {
  return { note, validationErrors: fieldsIn(undefined) };
}

/** Reads problems by field. Values that are no texts are told as JSON; null tells nothing. */
function fieldsIn(given: unknown): Readonly<Record<string, string>> {
  const fields = Object.create(null) as Record<string, string>;
  if (typeof given !== 'object' || given === null) return fields;
  for (const [key, value] of Object.entries(given).slice(0, MOST_ENTRIES)) {
    const name = Array.isArray(given) && isFields(value) ? (textIn(value['field']) ?? key) : key;
    const problem = Array.isArray(given) && isFields(value) ? (value['message'] ?? value) : value;
    const text = Array.isArray(problem)
      ? problem.map(textOfProblem).filter(Boolean).join(', ')
      : textOfProblem(problem);
    if (text !== '') fields[oneLine(name)] = oneLine(text);
  }
  return fields;
}

function textOfProblem(problem: unknown): string {
  if (problem === null || problem === undefined) return '';
  return typeof problem === 'string' ? problem : JSON.stringify(problem);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textIn(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? oneLine(value) : undefined;
}

/** One line without control characters, so that an answer cannot forge lines of a log. */
function oneLine(text: string): string {
  const line = text
    .slice(0, 4 * LONGEST_TEXT)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return line.length > LONGEST_TEXT ? `${line.slice(0, LONGEST_TEXT)}…` : line;
}
