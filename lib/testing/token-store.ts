import { randomBytes } from 'node:crypto';
import { checkNumber } from './check.js';

/** The access tokens that were issued. Any number of them may be valid at once. */
export class TokenStore {
  // Expired tokens are remembered, because requests with them still count against the rate limit of the key.
  private readonly ends = new Map<string, number>();
  private lifetime: number;

  constructor(lifetimeSeconds: number) {
    this.lifetime = lifetimeSeconds;
  }

  get lifetimeSeconds(): number {
    return this.lifetime;
  }

  set lifetimeSeconds(seconds: number) {
    checkNumber('tokenLifetimeSeconds', seconds, 0);
    this.lifetime = seconds;
  }

  /** Issues a token with the present lifetime. */
  issue(): string {
    const token = randomBytes(28).toString('hex');
    this.ends.set(token, performance.now() + this.lifetime * 1000);
    return token;
  }

  /** Whether the token was issued here, no matter how long ago. */
  knows(token: string): boolean {
    return this.ends.has(token);
  }

  isLive(token: string): boolean {
    return performance.now() < (this.ends.get(token) ?? 0);
  }

  revoke(token: string): void {
    if (this.ends.has(token)) this.ends.set(token, 0);
  }

  revokeAll(): void {
    for (const token of this.ends.keys()) this.ends.set(token, 0);
  }
}
