/** The facts of an answer that a message tells. */
interface Refusal {
  readonly operation: string;
  readonly status: number;
  readonly apiMessage?: string;
  readonly validationErrors?: Readonly<Record<string, string>>;
  readonly note?: string;
}

/** Fields that a message lists. The error itself holds all of them. */
const MOST_FIELDS = 5;

/** Longest text of the API in a message; longer ones are cut. */
const LONGEST_TEXT = 300;

/** Says in one sentence what the API answered, field by field. */
export function refusalText(refusal: Refusal): string {
  const { operation, status, apiMessage, note } = refusal;
  const fields = fieldsOf(refusal.validationErrors ?? {});
  const said = apiMessage === undefined ? note : shortened(apiMessage).replace(/[.\s]+$/, '');
  const inBrackets = said !== undefined && fields !== '' ? ` (${fields})` : fields;
  const details = `${said ?? ''}${inBrackets}`;
  return `${operation} ${verbOf(status)} ${status}${details === '' ? '' : `: ${details}`}.`;
}

function verbOf(status: number): string {
  if (status >= 500) return 'failed with';
  return status >= 400 ? 'was refused with' : 'was answered with';
}

function fieldsOf(errors: Readonly<Record<string, string>>): string {
  const entries = Object.entries(errors);
  const listed = entries
    .slice(0, MOST_FIELDS)
    .map(([field, problem]) => `${shortened(field)}: ${shortened(problem).replace(/[.\s]+$/, '')}`);
  const rest = entries.length - listed.length;
  return [...listed, ...(rest > 0 ? [`${rest} more`] : [])].join('; ');
}

function shortened(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}
