import { OPERATIONS, type Operation, type OperationName } from '../../api/calls/operations.js';
import { type Answer, isObject } from './answers.js';
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

/** How rows name an operation. Every one of them is a GET. */
export function labelOf(operation: OperationName): string {
  return OPERATIONS[operation].path;
}

/** That the operation exists, and what it answers to a key without the scope. */
export function statusFact(operation: OperationName): Fact {
  const { scope, probableScope }: Operation = OPERATIONS[operation];
  const needed = scope ?? probableScope;
  return {
    name: `${labelOf(operation)}: status`,
    expected: needed === undefined ? '200' : `200, or 403 without ${needed}`,
    judge: (seen) => {
      const answer = seen.answers.get(operation);
      if (answer === undefined) return notSeen(whyNotAnswered(operation, seen));
      const status = String(answer.status);
      if (isPassing(answer)) return notSeen(status);
      const isExpected = answer.status === 200 || (answer.status === 403 && needed !== undefined);
      return isExpected ? agrees(status) : differs(status);
    },
  };
}

/** The only 404 that is asked for. It says that errors may be no JSON. */
export const UNKNOWN_ROUTE: Fact = {
  name: 'an unknown route',
  expected: '404 with the text "404 page not found"',
  judge: (seen) => {
    const answer = seen.answers.get('unknownRoute');
    if (answer === undefined) return notSeen(whyNotAnswered('unknownRoute', seen));
    if (isPassing(answer)) return notSeen(String(answer.status));
    return judgeUnknownRoute(answer);
  },
};

/** An answer that holds a link. Neither the link nor its host is shown. */
export function linkFact(operation: OperationName, expected: string): Fact {
  return {
    name: `${labelOf(operation)}: url`,
    expected,
    judge: ofSuccess(operation, ({ json }) => {
      const url = isObject(json) ? json['url'] : undefined;
      if (typeof url !== 'string' || url === '') return differs('no text');
      return agrees(/^https?:\/\//i.test(url) ? 'a text with a scheme' : 'a text without a scheme');
    }),
  };
}

function judgeUnknownRoute({ status, text, json }: Answer): Finding {
  const isKnownText = text.trim() === '404 page not found';
  if (status === 404 && isKnownText) return agrees('both');
  return differs(
    `${status} with ${isKnownText ? 'that text' : json === undefined ? 'another text' : 'JSON'}`,
  );
}
