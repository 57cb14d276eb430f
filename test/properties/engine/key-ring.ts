import type { ApiKeyPair } from 'nestjs-alternative-payments';
import type { SimulatedClock } from './clock.js';

/** Every secret begins with it, so that a leak is found wherever it is. */
export const SECRET = 'sim-secret-Zm9yZ2V0';

/** An API key, and for how long the vendor accepts it. */
export interface ApiKey {
  readonly pair: ApiKeyPair;
  /** The Authorization that presents it. */
  readonly basic: string;
  /** Since when a secrets manager hands it out, on the monotonic clock. */
  readonly since: number;
  /** From then on the vendor refuses it. */
  refusedFrom: number;
}

/** The API keys of an account, of which the last one is in force. */
export class KeyRing {
  private readonly keys: ApiKey[] = [];

  /** @param mark distinguishes the keys from those of other accounts */
  constructor(
    private readonly clock: SimulatedClock,
    private readonly mark: { readonly client: string; readonly secret: string },
  ) {
    this.add();
  }

  get current(): ApiKey {
    return this.keyBefore(0);
  }

  /** The key before the current one, if there is one. */
  get previous(): ApiKey {
    return this.keyBefore(1);
  }

  /** A new key is in force; the vendor accepts the old one for a while. */
  rotate(graceMs: number): void {
    this.current.refusedFrom = this.clock.read().monotonic + graceMs;
    this.add();
  }

  /** Whether it is, or was, one of them. */
  knows(authorization: string): boolean {
    return this.keys.some(({ basic }) => basic === authorization);
  }

  accepts(authorization: string): boolean {
    const key = this.keys.find(({ basic }) => basic === authorization);
    return key !== undefined && this.clock.read().monotonic < key.refusedFrom;
  }

  private add(): void {
    const clientSecret = `${SECRET}${this.mark.secret}-${this.keys.length + 1}`;
    const pair = { clientId: this.mark.client, clientSecret };
    const basic = `Basic ${Buffer.from(`${pair.clientId}:${clientSecret}`).toString('base64')}`;
    this.keys.push({ pair, basic, since: this.clock.read().monotonic, refusedFrom: Infinity });
  }

  private keyBefore(steps: number): ApiKey {
    const key = this.keys[Math.max(0, this.keys.length - 1 - steps)];
    if (key === undefined) throw new Error('a ring has at least one key');
    return key;
  }
}
