import type { Fault } from './faults.js';
import type { While } from './while.js';
import type { Which, World } from './world.js';

/** Something that happens at one moment of a timeline. */
export interface Happening {
  readonly type: string;
}

/** What happens next, and how much time passes before. */
export interface Moment<H extends Happening> {
  readonly wait: While;
  readonly next: H;
}

/** All that a run depends on: chance, and what happens. Worlds add what else there is to choose. */
export interface Timeline<H extends Happening> {
  readonly seed: number;
  readonly happenings: ReadonlyArray<Moment<H | CommonHappening | Ambush>>;
}

/** What comes of each sort of happening. */
export type Effects<H extends Happening> = {
  readonly [T in H['type']]: (happening: Extract<H, { readonly type: T }>) => unknown;
};

/** A fault of the vendor's. */
interface FaultHappening {
  readonly type: 'fault';
  readonly at?: Which;
  readonly of: 'token' | 'api';
  readonly fault: Fault;
  readonly lasts: While;
}

/**
 * Something that happens in the very turn in which the next answer arrives: this many microtasks before it, since
 * whatever waits for that answer has not heard of it yet.
 *
 * @typeParam What can happen then, besides callers who all leave
 */
export interface Ambush<What extends string = string, Of extends string = string> {
  readonly type: 'at the next answer';
  readonly of: Of;
  readonly turns: number;
  readonly what: What | 'leave';
}

/** What can happen in every world. */
export type CommonHappening =
  | { readonly type: 'nothing' }
  | { readonly type: 'revoke all'; readonly at?: Which }
  | { readonly type: 'somebody takes a token' }
  | { readonly type: 'payouts are rejected'; readonly lasts: While }
  | { readonly type: 'set wall clock'; readonly byMs: number }
  | { readonly type: 'set wall clock right' }
  | { readonly type: 'suspend'; readonly lasts: While }
  | { readonly type: 'stand still'; readonly ms: number }
  | FaultHappening;

export function commonEffects(world: World): Effects<CommonHappening | Ambush> {
  const { clock } = world;
  return {
    nothing: () => undefined,
    'revoke all': ({ at }) => {
      for (const server of world.servers(at)) server.issuer.revokeAll();
    },
    'somebody takes a token': () => {
      for (const server of world.servers(undefined)) server.issuer.takeToken();
    },
    'payouts are rejected': ({ lasts }) => {
      const lastsMs = world.lengthOf(lasts);
      for (const server of world.servers(undefined, lastsMs)) server.rejectPayouts(lastsMs);
    },
    fault: ({ at, of, fault, lasts }) => {
      const lastsMs = world.lengthOf(lasts);
      for (const server of world.servers(at, lastsMs)) server.fault(of, fault, lastsMs);
    },
    'set wall clock': ({ byMs }) => clock.setWallClock(byMs),
    'set wall clock right': () => clock.setWallClockRight(),
    suspend: ({ lasts }) => clock.suspend(world.lengthOf(lasts)),
    'stand still': ({ ms }) => clock.standStill(ms),
    'at the next answer': (ambush) => world.lieInWait(ambush),
  };
}
