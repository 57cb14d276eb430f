import type { CallPlan } from './call-plan.js';
import type { Effects } from './happenings.js';
import type { TokenHolder } from './token-holder.js';
import type { Wish } from './wish.js';
import type { Which, World } from './world.js';

/** What can happen to those who hold a token: somebody wants something of them. */
export type HolderHappening =
  | {
      readonly type: 'calls';
      readonly at?: Which;
      readonly plan: CallPlan;
      readonly count: number;
      /** Time between one call and the next; they are made at once without it. */
      readonly apartMs?: number;
    }
  | { readonly type: 'get token'; readonly at?: Which; readonly giveUpAfterMs?: number }
  | { readonly type: 'refresh'; readonly at?: Which }
  | { readonly type: 'invalidate'; readonly at?: Which; readonly which?: 'held' | 'earlier' | 'unknown' };

export function holderEffects(
  world: World,
  which: (at: Which) => readonly TokenHolder[],
): Effects<HolderHappening> {
  const wish = async (at: Which, count: number, make: (holder: TokenHolder) => Wish): Promise<void> => {
    const made: Array<() => void> = [];
    for (let index = 0; index < count; index += 1) {
      for (const holder of which(at)) {
        const one = make(holder);
        made.push(() => holder.wished(one));
      }
    }
    await world.observe();
    for (const look of made) look();
    world.stopIfViolated();
  };
  return {
    calls: async ({ at, plan, count, apartMs }) => {
      const call = ({ callers, opened }: TokenHolder): Wish => callers.call(opened.http, plan);
      if (apartMs === undefined) return wish(at, count, call);
      for (let index = 0; index < count; index += 1) {
        await wish(at, 1, call);
        await world.pass(apartMs);
      }
    },
    'get token': ({ at, giveUpAfterMs }) =>
      wish(at, 1, ({ callers, opened }) => callers.getToken(opened.tokens, giveUpAfterMs)),
    refresh: ({ at }) => wish(at, 1, ({ callers, opened }) => callers.refresh(opened.tokens)),
    invalidate: ({ at, which: token }) => {
      for (const holder of which(at)) holder.invalidate(token);
    },
  };
}
