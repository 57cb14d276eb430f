import fc from 'fast-check';
import type { CredentialsProvider } from 'nestjs-alternative-payments';
import type { SimulatedClock } from './clock.js';
import type { ApiKey, KeyRing } from './key-ring.js';

/** What the function that reads the API key may do instead. */
export type KeyFault =
  | { readonly kind: 'throw' | 'reject' | 'hang' | 'stale' | 'rubbish' }
  | { readonly kind: 'slow'; readonly ms: number };

export const keyFaults: fc.Arbitrary<KeyFault> = fc.oneof(
  fc.record({
    kind: fc.constantFrom(
      'throw' as const,
      'reject' as const,
      'hang' as const,
      'stale' as const,
      'rubbish' as const,
    ),
  }),
  fc.record({ kind: fc.constant('slow' as const), ms: fc.integer({ min: 30, max: 9_000 }) }),
);

/** The function `credentials` of a process, and what came of it. */
export class KeySource {
  private present?: KeyFault;
  private mendedAt = -Infinity;
  /** The key that it gave last, in time. */
  given?: ApiKey;
  /** Reads that are under way. */
  underWay = 0;
  /** Those of them that may take long. */
  private troubles = 0;
  /** When the last read ended. */
  endedAt = -Infinity;
  /** When it last did anything but to hand out the current key at once. */
  troubleAt = -Infinity;

  constructor(
    private readonly clock: SimulatedClock,
    private readonly ring: KeyRing,
    private readonly random: () => number,
    private readonly onAsked: () => void,
    /** Whether its errors quote the key that it gave before. */
    private readonly isTalkative = true,
  ) {}

  get fault(): KeyFault | undefined {
    return this.present;
  }

  /** From now on it is like that. Returns what ends it, unless something else is the matter by then. */
  breakWith(fault: KeyFault): () => void {
    this.present = fault;
    return () => {
      if (this.present !== fault) return;
      this.present = undefined;
      this.mendedAt = this.clock.read().monotonic;
    };
  }

  /** Since when it hands out the current key at once, on the monotonic clock. */
  get wellSince(): number {
    return Math.max(this.ring.current.since, this.troubleAt, this.mendedAt);
  }

  get isInTrouble(): boolean {
    return this.troubles > 0;
  }

  /** It is not `async`, since it may throw. */
  readonly read: CredentialsProvider = ({ signal }) => {
    this.onAsked();
    const { fault } = this;
    if (fault !== undefined) this.troubleAt = this.clock.read().monotonic;
    const { pair } = this.ring.current;
    switch (fault?.kind) {
      case 'throw':
        throw new Error(`no access to ${pair.clientId} ${this.quoted?.pair.clientSecret ?? ''}`);
      case 'reject':
        return Promise.reject(new Error(`no access with ${this.quoted?.basic ?? ''}`));
      case 'rubbish':
        return Promise.resolve(this.rubbish() as never);
      default:
        return this.deliver(fault, signal);
    }
  };

  /** Errors of secrets managers quote anything. */
  private get quoted(): ApiKey | undefined {
    return this.isTalkative ? this.given : undefined;
  }

  private deliver(fault: KeyFault | undefined, signal: AbortSignal): ReturnType<CredentialsProvider> {
    const key = fault?.kind === 'stale' ? this.ring.previous : this.ring.current;
    const waitMs = fault?.kind === 'slow' ? fault.ms : Math.floor(this.random() * 20);
    if (waitMs === 0) {
      this.given = key;
      return key.pair;
    }
    this.underWay += 1;
    if (fault !== undefined) this.troubles += 1;
    let isOver = false;
    const end = (): void => {
      if (isOver) return;
      isOver = true;
      this.underWay -= 1;
      this.endedAt = this.clock.read().monotonic;
      if (fault === undefined) return;
      this.troubles -= 1;
      this.troubleAt = this.clock.read().monotonic;
    };
    signal.addEventListener('abort', end, { once: true });
    return new Promise((resolve) => {
      if (fault?.kind === 'hang') return;
      this.clock.later(waitMs, () => {
        // A caller who gave up does not hear of it.
        if (!isOver) this.given = key;
        end();
        resolve(key.pair);
      });
    });
  }

  private rubbish(): unknown {
    const { clientId, clientSecret } = this.ring.current.pair;
    const choices: unknown[] = [
      undefined,
      null,
      clientSecret,
      {},
      [clientId, clientSecret],
      { clientId: '', clientSecret },
      { clientId, clientSecret: `${clientSecret} ` },
      { clientId: `${clientId}:${clientSecret}`, clientSecret },
      { clientId, clientSecret: 17 },
    ];
    return choices[Math.floor(this.random() * choices.length)];
  }
}
