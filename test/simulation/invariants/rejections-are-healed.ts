import { AlternativePaymentsError } from 'nestjs-alternative-payments';
import { elapsedMs, type Reading } from '../clock.js';
import type { Invariant, View, Wish } from '../invariant.js';
import { answeredStatus } from '../network.js';
import { statusOf } from '../status-of.js';

/** So many calls may wait for their turn. */
const QUEUE = 100;

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
      if (sent.filter((one) => answeredStatus(one) === 401).length > 1) return;
      // What is left of an answer that broke off may be taken for a lost connection.
      if (sent.at(-1)?.outcome?.kind === 'cut') return;
      if (result instanceof Error && result.cause instanceof AlternativePaymentsError) return;
      // An answer that is no error has no cause to say it with.
      if (plan.acceptsAll && (isWithoutToken(view) || isQueueFull(view))) return;
      const at = view.clock.read();
      if (last !== undefined && elapsedMs(last, at) < 60_000 && last.monotonic !== at.monotonic) return;
      violate(`${id} was given a 401 and not sent again`);
    },
  };
};

function isWithoutToken({ model }: View): boolean {
  return model.failure !== undefined && model.good === undefined;
}

function isQueueFull({ isPaced, pending }: View): boolean {
  const isOnTheWire = ({ sent }: Wish): boolean => sent.length > 0 && sent.at(-1)?.outcome === undefined;
  const waiting = [...pending].filter((wish) => wish.plan !== undefined && !isOnTheWire(wish));
  return isPaced && waiting.length >= QUEUE;
}
