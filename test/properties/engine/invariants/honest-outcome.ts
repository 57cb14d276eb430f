import { AxiosError, isCancel } from 'axios';
import { isOutcomeUnknown } from 'nestjs-alternative-payments';
import type { Invariant } from '../invariant.js';
import type { Resident } from '../resident.js';
import { type Exchange, NEVER_CONNECTED } from '../network.js';

/**
 * A caller who fails to change something is told that the outcome is unknown if the server may have acted, and is not told so
 * if it cannot have acted.
 */
export const outcomesAreHonest: Invariant<Resident> = (_view, violate) => ({
  settled: ({ id, plan, sent, state, result }) => {
    if (plan === undefined || state !== 'rejected') return;
    const isUnknown = isOutcomeUnknown(result);
    if (plan.method === 'GET') {
      if (isUnknown) violate(`the outcome of ${id} is said to be unknown, although a GET changes nothing`);
      return;
    }
    const last = sent.at(-1);
    const may = last === undefined ? 'not' : mayHaveActed(last, plan.body === 'stream');
    const ending = JSON.stringify(last?.outcome);
    if (may === 'yes' && !isUnknown)
      violate(`${plan.method} ${id} ended with ${ending}, and nobody said that its outcome is unknown`);
    // A caller who gave up just when the answer came has not seen it.
    const hasSeenIt = last === undefined || (result instanceof AxiosError && !isCancel(result));
    if (may === 'not' && isUnknown && hasSeenIt)
      violate(`the outcome of ${id} is said to be unknown, although it ended with ${ending}`);
  },
});

/**
 * Whether the server may have acted on a request that ended so. Of a redirect either may be said, and of a connection that
 * was not made either where the body streams: the error may be about the place that it is read from.
 */
function mayHaveActed({ outcome }: Exchange, isStreamed: boolean): 'yes' | 'perhaps' | 'not' {
  switch (outcome?.kind) {
    case 'answered':
    case 'cut': {
      const { status } = outcome;
      if (status < 300 || status >= 500) return 'yes';
      return status < 400 ? 'perhaps' : 'not';
    }
    case 'broken':
      if (!(outcome.code in NEVER_CONNECTED)) return 'yes';
      return isStreamed ? 'perhaps' : 'not';
    default:
      return 'yes';
  }
}
