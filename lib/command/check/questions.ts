import { randomUUID } from 'node:crypto';
import { OPERATIONS, type OperationName } from '../../api/calls/operations.js';
import { type Answer, isObject, type JsonObject, type QuestionName, recordsOf } from './answers.js';

/** Requests that may be sent, together with those that the module repeats. */
export const MOST_REQUESTS = 20;

/** Records that the lists are asked for. More records show more words, and few are enough for a page. */
const RECORDS = 20;

/** A list this short probably has a next page. */
export const SHORT_PAGE = 2;

/** A GET request. */
interface Request {
  readonly path: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

interface Question {
  readonly name: QuestionName;
  /** The request, made from the answers so far; undefined if they hold nothing to ask for. */
  readonly request: (answers: ReadonlyMap<QuestionName, Answer>) => Request | undefined;
}

/** What is asked, in this order. */
export const QUESTIONS: readonly Question[] = [
  { name: 'unknownRoute', request: () => ({ path: '/route-that-does-not-exist' }) },
  list('customers.list', SHORT_PAGE),
  list('invoices.list'),
  list('payments.list'),
  list('payouts.list'),
  list('webhooks.list'),
  list('webhooks.listEvents'),
  { name: 'nextPage', request: (answers) => nextPage(answers.get('customers.list')) },
  {
    name: 'externalId',
    request: () => ({ path: OPERATIONS['customers.list'].path, params: { external_id: randomUUID() } }),
  },
  ofOne('customers.listUsers', 'customers.list'),
  ofOne('paymentMethods.list', 'customers.list'),
  ofOne('invoices.paymentLink', 'invoices.list', ({ status }) => status === 'open'),
  ofOne('invoices.pdfLink', 'invoices.list'),
  ofOne('payments.get', 'payments.list'),
  ofOne('payouts.listTransactions', 'payouts.list'),
  { name: 'checkout.cardFormCredentials', request: () => ({ path: '/card-form/credentials' }) },
];

function list(name: OperationName, limit = RECORDS): Question {
  return { name, request: () => ({ path: OPERATIONS[name].path, params: { limit } }) };
}

/** A question about the first record of a list that fits. */
function ofOne(
  name: OperationName,
  listName: OperationName,
  fits: (record: JsonObject) => boolean = () => true,
): Question {
  const request: Question['request'] = (answers) => {
    const record = recordsOf(answers.get(listName)).find((one) => hasId(one) && fits(one));
    const path = OPERATIONS[name].path;
    return record && { path: path.replace('{id}', () => encodeURIComponent(record['id'] as string)) };
  };
  return { name, request };
}

/** An id such as ".." would lead to another path. */
function hasId({ id }: JsonObject): boolean {
  return typeof id === 'string' && /[a-z\d]/i.test(id);
}

function nextPage(first: Answer | undefined): Request | undefined {
  const page = isObject(first?.json) ? first.json : {};
  const after = page['end_cursor'];
  if (page['has_next_page'] !== true || typeof after !== 'string') return undefined;
  return { path: OPERATIONS['customers.list'].path, params: { limit: SHORT_PAGE, after } };
}
