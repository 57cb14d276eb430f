import type { SharedRateBudget } from '../pacing/shared-rate.js';
import type { Section } from './section.js';

/** The rate budget of an account. */
export interface PacingOptions {
  /**
   * Requests that may start within `perMilliseconds`.
   * @default 5
   */
  requests?: number;
  /**
   * Length of the window in milliseconds. It is a little longer than the vendor's second, because network
   * jitter can push requests closer together.
   * @default 1100
   */
  perMilliseconds?: number;
  /**
   * Requests that may wait for their turn. Any further request is refused.
   * @default 100
   */
  queue?: number;
  /**
   * A budget that all processes with the same API key share, such as `new RedisRateBudget(client)` of
   * `nestjs-alternative-payments/redis`. Each start then costs a round trip to it.
   */
  shared?: SharedRateBudget;
  /**
   * Requests that this process may start within `perMilliseconds` while the shared budget cannot be reached.
   * @default 1
   */
  localShare?: number;
}

export interface ResolvedPacing {
  readonly requests: number;
  readonly perMilliseconds: number;
  readonly queue: number;
  readonly shared?: SharedRateBudget;
  readonly localShare: number;
}

export function readPacing(section: Section): ResolvedPacing | false {
  if (section.is(false)) return false;
  return {
    requests: section.integer('requests', { from: 1, otherwise: 5 }),
    perMilliseconds: section.milliseconds('perMilliseconds', { otherwise: 1100 }),
    queue: section.integer('queue', { from: 0, otherwise: 100 }),
    shared: readShared(section),
    localShare: section.integer('localShare', { from: 1, otherwise: 1 }),
  };
}

function readShared(section: Section): SharedRateBudget | undefined {
  if (section.isAbsent('shared')) return undefined;
  const what = 'a SharedRateBudget, such as new RedisRateBudget(client)';
  section.section('shared', (budget) => {
    budget.everything(what);
    budget.milliseconds('timeoutMs', { otherwise: undefined });
  });
  return section.having<SharedRateBudget>('shared', ['reserve'], what);
}
