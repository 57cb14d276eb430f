import type { Seen } from './answers.js';
import { HTTP_ERROR, TOKEN } from './documented.js';
import { agrees, differs, type Fact, notSeen } from './fact.js';
import { compareFields, expectedFields, typeOf } from './field-facts.js';

/** The answer of the token endpoint, the body of errors, and the headers of all answers. */
export const TRANSPORT_FACTS: readonly Fact[] = [
  {
    name: 'token: fields',
    expected: expectedFields(TOKEN),
    judge: ({ token }) => (token ? compareFields([token], TOKEN, ['number']) : notSeen('none')),
  },
  {
    name: 'token: expires_in',
    expected: '3600',
    judge: ({ token }) => {
      if (token === undefined) return notSeen('none');
      const seconds = token['expires_in'] ?? null;
      if (seconds === 3600) return agrees('3600');
      return differs(typeof seconds === 'number' ? String(seconds) : typeOf(seconds));
    },
  },
  {
    name: 'token: token_type',
    expected: 'bearer, in any case',
    judge: ({ token }) => {
      if (token === undefined) return notSeen('none');
      const type = token['token_type'];
      return typeof type === 'string' && type.toLowerCase() === 'bearer'
        ? agrees(type)
        : differs('something else');
    },
  },
  {
    name: 'errors: fields',
    expected: expectedFields(HTTP_ERROR),
    judge: ({ answers }) => {
      // An unknown route is not answered by the API itself.
      const errors = [...answers].filter(([name, { status }]) => name !== 'unknownRoute' && status >= 400);
      return compareFields(
        errors.map(([, { json }]) => json),
        HTTP_ERROR,
      );
    },
  },
  headersFact('headers: rate limit', /rate-?limit/),
  headersFact('headers: id of the request', /(?:request|correlation|trace)-?id|^cf-ray$/),
  {
    name: '429: Retry-After',
    expected: 'not documented',
    judge: ({ exchanges }) => {
      const refusals = exchanges.filter(({ status }) => status === 429);
      if (refusals.length === 0) return notSeen('no 429');
      return agrees(refusals.some(({ headers }) => headers.includes('retry-after')) ? 'sent' : 'not sent');
    },
  },
];

/** Headers that no page of the vendor's names. What is there is news and contradicts nothing. */
function headersFact(name: string, pattern: RegExp): Fact {
  return {
    name,
    expected: 'not documented',
    judge: ({ exchanges }: Seen) => {
      const names = new Set(exchanges.flatMap(({ headers }) => headers.filter((one) => pattern.test(one))));
      return names.size > 0 ? agrees([...names].join(', ')) : notSeen('none');
    },
  };
}
