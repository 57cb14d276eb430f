import type { CallPlan } from './call-plan.js';
import type { Reading } from './clock.js';
import type { Exchange } from './network.js';

/** One wish of a caller, and what became of it. */
export interface Wish {
  readonly id: string;
  readonly kind: 'call' | 'token' | 'refresh' | 'start' | 'account';
  /** How it is made, if it is a call of the API; otherwise it asks the TokenService. */
  readonly plan?: CallPlan;
  readonly startedAt: Reading;
  /** Its requests on the wire. */
  readonly sent: Exchange[];
  /** `left`: its caller has unsubscribed and hears nothing any more. */
  state: 'pending' | 'fulfilled' | 'rejected' | 'left';
  /** When its caller gave up. */
  gaveUpAt?: Reading;
  result?: unknown;
}

/** Whether it is a request that changes something and is on the wire, which closing leaves to finish. */
export function isDelicate({ plan, sent }: Wish): boolean {
  const isSafe = plan === undefined || ['GET', 'HEAD', 'OPTIONS'].includes(plan.method);
  return !isSafe && sent.length > 0 && sent.at(-1)?.outcome === undefined;
}
