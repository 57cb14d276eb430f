import { UnexpectedAnswerError } from '../../errors/unexpected-answer.error.js';
import { outcomeOf } from '../../http/outcome.js';
import { at } from './call-site.js';
import { type FailedCall, factsOf } from './failed-call.js';

/**
 * The error for an answer that reports success but cannot be used.
 *
 * @param problem one clause that says what is wrong, without quoting the answer
 */
export function unexpectedAnswer(
  call: FailedCall,
  status: number | undefined,
  problem: string,
): UnexpectedAnswerError {
  const { method, site } = call;
  const outcome = outcomeOf(undefined, { method, status, connection: 'stood', hasStreamedBody: false });
  return at(site, new UnexpectedAnswerError(factsOf(call, outcome === 'unknown'), status, problem));
}
