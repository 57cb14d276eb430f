import { unref } from '../timing/unref.js';
import type { Claim } from '../store/delivery-store.js';

/** How long a claim holds if its process dies, in milliseconds. */
export const LEASE_MS = 60_000;

/** How often a lease is renewed, in milliseconds. Two renewals may fail before it ends. */
const RENEWAL_MS = LEASE_MS / 3;

/** After that many renewals, which take a quarter of an hour, a handler counts as one that never ends. */
const MOST_RENEWALS = 45;

/** Keeps a lease while handlers run. */
export class LeaseRenewal {
  private timer?: NodeJS.Timeout;
  private renewing: Promise<void> = Promise.resolve();
  private left = MOST_RENEWALS;

  /**
   * @param renew claims the delivery with its lease
   * @param onTooLong called once the lease is left to end, because the handlers run too long
   */
  constructor(
    private readonly renew: () => Promise<Claim>,
    private readonly onTooLong: () => void,
  ) {
    this.wait();
  }

  /** Settles once no renewal is in progress: one that came after the lease was given back would take it again. */
  stop(): Promise<void> {
    clearTimeout(this.timer);
    return this.renewing;
  }

  private wait(): void {
    this.timer = setTimeout(() => this.beat(), RENEWAL_MS);
    unref(this.timer);
  }

  private beat(): void {
    this.left -= 1;
    if (this.left < 0) {
      this.onTooLong();
      return;
    }
    this.wait();
    // A store may throw at once. If it fails, the next renewal may succeed.
    this.renewing = this.renewing.then(this.renew).then(
      ({ state }) => {
        if (state !== 'claimed') clearTimeout(this.timer);
      },
      () => undefined,
    );
  }
}
