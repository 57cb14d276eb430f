import { AxiosError } from 'axios';
import { CALL_MS, type Invariant, TOLERANCE_MS } from '../invariant.js';
import type { TokenHolder } from '../token-holder.js';
import type { Wish } from '../wish.js';

/** How often a call is sent: once, and two times more. */
const MOST_SENT = 3;

/** Longest pause between two attempts. */
const PAUSE_MS = 5_000;

/** A GET whose connection is lost, before the answer or within it, is sent again before its caller hears of it. */
export const lostAnswersAreAskedForAgain: Invariant = (view, violate) => ({
  settled: (wish) => {
    const { id, plan, sent, state, result } = wish;
    if (
      state !== 'rejected' ||
      plan?.method !== 'GET' ||
      plan.retry === false ||
      !(result instanceof AxiosError)
    )
      return;
    const outcome = sent.at(-1)?.outcome;
    const isLost = outcome?.kind === 'broken' || (outcome?.kind === 'cut' && outcome.by === 'reset');
    if (!isLost || sent.length >= MOST_SENT || isHindered(view, wish)) return;
    violate(`${id} ended with ${JSON.stringify(outcome)} after ${sent.length} attempts`);
  },
});

/** Something else may have kept it from being sent again. */
function isHindered(view: TokenHolder, { startedAt, gaveUpAt }: Wish): boolean {
  const tookMs = view.clock.read().monotonic - startedAt.monotonic;
  const isOutOfTime = tookMs >= CALL_MS - PAUSE_MS - TOLERANCE_MS;
  return (
    isOutOfTime || view.isClosing || view.isPaced || gaveUpAt !== undefined || view.model.good === undefined
  );
}
