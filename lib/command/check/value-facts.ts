import { isObject, type JsonObject, type QuestionName, recordsOf, valuesAt } from './answers.js';
import { agrees, differs, type Fact, type Finding, notSeen, ofSuccess } from './fact.js';
import { typeOf } from './field-facts.js';

/** Longer lists of words would make the table too wide. */
const WIDEST_WORDS = 36;

/** Whether amounts are numbers or texts. */
export function numbersFact(label: string, question: QuestionName, path: string): Fact {
  return {
    name: `${label}: ${path}`,
    expected: 'a number',
    judge: ofSuccess(question, (answer) => {
      const types = new Set(valuesAt(path, recordsOf(answer)).map(typeOf));
      if (types.size === 0) return notSeen('none');
      const seen = [...types].map((type) => `a ${type}`).join(', ');
      return seen === 'a number' ? agrees(seen) : differs(seen);
    }),
  };
}

/**
 * Which words a field holds. Other words than the known ones are shown only where the field cannot hold an id
 * or a text of a customer's, and only if they look like words.
 */
export function wordsFact(
  label: string,
  question: QuestionName,
  path: string,
  known: readonly string[],
  { mayShow }: { readonly mayShow: boolean },
): Fact {
  return {
    name: `${label}: words of ${path}`,
    expected: shownWords(known),
    judge: ofSuccess(question, (answer) => {
      const words = new Set(valuesAt(path, recordsOf(answer)));
      if (words.size === 0) return notSeen('none');
      const other = [...words].filter((word) => !known.includes(word as string));
      if (other.length === 0) return agrees(shownWords([...words]));
      return differs(
        [...new Set(other.map((word) => (mayShow ? shownWord(word) : 'other words')))].join(', '),
      );
    }),
  };
}

/** Cents would never have a fraction. */
export const DECIMALS: Fact = {
  name: '/invoices: unit of amounts',
  expected: 'dollars with decimals',
  judge: ofSuccess('invoices.list', (answer) => {
    const records = recordsOf(answer);
    const amounts = ['total', 'sub_total', 'line_items.amount'].flatMap((path) => valuesAt(path, records));
    const numbers = amounts.filter((amount) => typeof amount === 'number');
    if (numbers.length === 0) return notSeen('none');
    return numbers.every(Number.isInteger) ? notSeen('whole numbers only') : agrees('decimals');
  }),
};

export const PER_UNIT: Fact = {
  name: '/invoices: amount of a line',
  expected: 'for one unit (assumed)',
  judge: ofSuccess('invoices.list', (answer) => {
    const findings = recordsOf(answer).flatMap(judgeLines);
    const telling = findings.find(({ verdict }) => verdict === 'differs') ?? findings.find(isAgreement);
    return telling ?? findings[0] ?? notSeen('no quantity above 1');
  }),
};

/** Only an invoice that has a quantity above one can tell. */
function judgeLines(invoice: JsonObject): Finding[] {
  const lines = valuesAt('line_items', [invoice]).filter(isObject);
  const perLine = cents(lines.map(({ amount }) => Number(amount)));
  const perUnit = cents(lines.map(({ amount, quantity }) => Number(amount) * Number(quantity)));
  const total = cents([Number(invoice['sub_total'])]);
  if (perUnit === perLine) return [];
  if (total === perUnit) return [agrees('for one unit')];
  return [total === perLine ? differs('for the whole line') : notSeen('neither sum')];
}

function isAgreement({ verdict }: Finding): boolean {
  return verdict === 'agrees';
}

function cents(amounts: readonly number[]): number {
  return Math.round(amounts.reduce((sum, amount) => sum + amount, 0) * 100);
}

function shownWords(words: readonly unknown[]): string {
  const text = words.join(', ');
  return text.length <= WIDEST_WORDS ? text : `${words.length} words`;
}

/** A word of a vocabulary has letters and underscores only. */
function shownWord(word: unknown): string {
  return typeof word === 'string' && /^[a-z]+(?:_[a-z]+)*$/i.test(word) && word.length <= 30
    ? word
    : 'other words';
}
