import type { SimulatedClock } from '../engine/clock.js';
import type { Exchange } from '../engine/network.js';
import type { Answer, Vendor } from '../engine/server.js';
import type { Tenant } from './tenant.js';

const REFUSAL: Answer = { afterMs: 5, status: 401, body: '{}' };

/** The vendor, who tells tenants apart by their keys and tokens. */
export class SharedVendor implements Vendor {
  /** Until then, on the monotonic clock, the token endpoint has asked all tenants for a pause. */
  pausedUntil = -Infinity;

  constructor(
    private readonly tenants: readonly Tenant[],
    private readonly clock: SimulatedClock,
  ) {}

  /** A request has ended. */
  ended({ to, outcome }: Exchange): void {
    if (to !== 'token' || outcome?.kind !== 'answered') return;
    const { status, retryAfter } = outcome;
    if (status !== 429 && !retryAfter) return;
    // Up to ten minutes are believed, and the line is remembered for a while.
    const asksForMs = /^\d+$/.test(retryAfter ?? '1') ? Number(retryAfter ?? 1) * 1_000 : 600_000;
    const until = this.clock.read().monotonic + Math.min(600_000, asksForMs) + 15_000;
    this.pausedUntil = Math.max(this.pausedUntil, until);
  }

  /** The tenant whose API key a token request presents, or whose token a call carries. */
  ownerOf({ to, authorization = '' }: Pick<Exchange, 'to' | 'authorization'>): Tenant | undefined {
    const token = authorization.replace(/^Bearer /, '');
    return this.tenants.find(({ ring, server }) =>
      to === 'token' ? ring.knows(authorization) : server.issuer.hasIssued(token),
    );
  }

  answerTokenRequest(authorization: string): Answer {
    const owner = this.ownerOf({ to: 'token', authorization });
    return owner?.server.answerTokenRequest(authorization) ?? REFUSAL;
  }

  answerCall(authorization: string, isForeign: boolean, path: string): Answer {
    const owner = isForeign ? this.tenants[0] : this.ownerOf({ to: 'api', authorization });
    return owner?.server.answerCall(authorization, isForeign, path) ?? REFUSAL;
  }
}
