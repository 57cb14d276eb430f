import { AlternativePaymentsError } from 'nestjs-alternative-payments';
import { elapsedMs, type Reading } from '../clock.js';
import type { Invariant } from '../invariant.js';
import { statusOf } from '../status-of.js';

/**
 * A 401 for a token of ours reaches a caller whose request can be sent again only if it was sent again, no other token
 * can be had, or tokens have of late been rejected so often that one more rejection does not count.
 */
export const rejectionsAreHealed: Invariant = (view, violate) => {
  let last: Reading | undefined;
  return {
    event: ({ type }) => {
      if (type === 'invalidated') last = view.clock.read();
    },
    settled: ({ id, plan, sent, result }) => {
      if (plan === undefined || statusOf(result) !== 401 || view.isClosing) return;
      if (plan.isForeign || plan.body === 'stream' || plan.replay === false) return;
      if (sent.filter((one) => one.outcome?.kind === 'answered' && one.outcome.status === 401).length > 1)
        return;
      if (result instanceof Error && result.cause instanceof AlternativePaymentsError) return;
      // An answer that is no error has no cause to say it with.
      if (plan.acceptsAll && view.model.failure !== undefined && view.model.good === undefined) return;
      const at = view.clock.read();
      if (last !== undefined && elapsedMs(last, at) < 60_000 && last.monotonic !== at.monotonic) return;
      violate(`${id} was given a 401 and not sent again`);
    },
  };
};
