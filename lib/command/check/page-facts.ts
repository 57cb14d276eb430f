import type { OperationName } from '../../api/calls/operations.js';
import { isObject, recordsOf } from './answers.js';
import { labelOf } from './answer-facts.js';
import { CURSORS, PAGE } from './documented.js';
import {
  agrees,
  differs,
  type Fact,
  type Finding,
  isPassing,
  notSeen,
  ofSuccess,
  whyNotAnswered,
} from './fact.js';
import { type Certainty, compareFields } from './field-facts.js';
import { SHORT_PAGE } from './questions.js';

/** That a list comes as a page with its cursors at the top. */
export function pageFact(operation: OperationName, { isAssumed }: Certainty = {}): Fact {
  return {
    name: `${labelOf(operation)}: page`,
    expected: `data and 4 fields of paging${isAssumed ? ' (assumed)' : ''}`,
    judge: ofSuccess(operation, ({ json }) => {
      if (Array.isArray(json)) return differs('a bare list');
      if (!isObject(json)) return differs('no object');
      const isEmpty = Array.isArray(json['data']) && json['data'].length === 0;
      // A page without records may have no cursors.
      const fields = isEmpty
        ? Object.fromEntries(
            Object.entries(PAGE).filter(([name]) => !(name in CURSORS) || json[name] != null),
          )
        : PAGE;
      return compareFields([json], fields);
    }),
  };
}

export const LIMIT: Fact = {
  name: 'lists: limit',
  expected: 'a full page if there are more records',
  judge: ofSuccess('customers.list', (answer) => {
    const { length } = recordsOf(answer);
    const hasMore = isObject(answer.json) && answer.json['has_next_page'] === true;
    if (length > SHORT_PAGE) return differs('more records than asked for');
    if (length < SHORT_PAGE) return hasMore ? differs('a shorter page') : notSeen('too few records');
    return agrees('as many as asked for');
  }),
};

export const NEXT_PAGE: Fact = {
  name: 'lists: end_cursor as after',
  expected: 'the records that follow',
  judge: (seen) => {
    const [first, next] = [seen.answers.get('customers.list'), seen.answers.get('nextPage')];
    if (next === undefined) return notSeen(whyNotAnswered('nextPage', seen));
    if (isPassing(next)) return notSeen(String(next.status));
    if (next.status !== 200) return differs(String(next.status));
    return judgeNextPage(recordsOf(first).map(idOf), recordsOf(next).map(idOf));
  },
};

export const EXTERNAL_ID: Fact = {
  name: '/customers: filter external_id',
  expected: 'has no effect (assumed)',
  judge: (seen) => {
    const unfiltered = seen.answers.get('customers.list');
    if (recordsOf(unfiltered).length === 0) return notSeen('no record to tell by');
    return ofSuccess('externalId', (answer) =>
      recordsOf(answer).length === 0 ? differs('has an effect') : agrees('has no effect'),
    )(seen);
  },
};

function judgeNextPage(first: readonly unknown[], next: readonly unknown[]): Finding {
  if (next.length === 0) return differs('an empty page');
  return next.some((id) => first.includes(id)) ? differs('the same records') : agrees('other records');
}

function idOf(record: { readonly id?: unknown }): unknown {
  return record.id;
}
