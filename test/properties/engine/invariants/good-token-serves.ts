import { TokenUnavailableError } from 'nestjs-alternative-payments';
import { type Invariant, TOLERANCE_MS } from '../invariant.js';
import type { Wish } from '../wish.js';

/** While a good token is held nobody fails for want of one, and nobody waits but in its last moments. */
export const goodTokenServes: Invariant = (view, violate) => ({
  settled: ({ id, kind, state, result }) => {
    if (state !== 'rejected' || !(result instanceof Error)) return;
    const isForWantOfToken =
      result instanceof TokenUnavailableError || result.cause instanceof TokenUnavailableError;
    const { good } = view.model;
    if (isForWantOfToken && good !== undefined && kind !== 'refresh')
      violate(`${id} failed with ${result.message} while a token was good for ${view.model.leftMs(good)} ms`);
  },
  wished: (wish) => {
    const { good } = view.model;
    if (good === undefined || view.isClosing || view.isPaced || wish.gaveUpAt || wish.plan?.isForeign) return;
    const waitMs = Math.min(2_000, good.lifetimeMs * 0.02);
    if (view.model.leftMs(good) <= waitMs + TOLERANCE_MS) return;
    if (!wasServed(wish))
      violate(`${wish.id} had to wait while a token was good for ${view.model.leftMs(good)} ms`);
  },
});

function wasServed({ kind, plan, sent, state }: Wish): boolean {
  if (plan !== undefined) return sent.length > 0;
  return kind === 'refresh' || state === 'fulfilled';
}
