import type { Exchange } from '../engine/network.js';
import type { Answer, Vendor } from '../engine/server.js';
import type { Tenant } from './tenant.js';

const REFUSAL: Answer = { afterMs: 5, status: 401, body: '{}' };

/** The vendor, who tells tenants apart by their keys and tokens. */
export class SharedVendor implements Vendor {
  constructor(private readonly tenants: readonly Tenant[]) {}

  /** The tenant whose API key a token request presents, or whose token a call carries. */
  ownerOf({ to, authorization = '' }: Pick<Exchange, 'to' | 'authorization'>): Tenant | undefined {
    const token = authorization.replace(/^Bearer /, '');
    return this.tenants.find(({ ring, server }) =>
      to === 'token' ? ring.knows(authorization) : server.hasIssued(token),
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
