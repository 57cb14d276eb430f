import type { TokenStoreEntry } from 'nestjs-alternative-payments';
import type { Written } from './shared-store.js';
import type { Lie } from './store-faults.js';

/** What a store can say that is not true. */
interface Facts {
  readonly key: string;
  /** What it would say if it did its duty. */
  readonly truth: unknown;
  /** Everything that was ever handed to it. */
  readonly written: readonly Written[];
  readonly random: () => number;
}

/** An untruth about a lease. */
export function lieAboutLease({ random }: Facts): unknown {
  return oneOf([undefined, false, 'OK', true], random);
}

/** An untruth about what is under a key. */
export function lieAboutEntry(lie: Lie, { key, truth, written, random }: Facts): unknown {
  const others = written.filter((one) => one.key !== key);
  const earlier = written.filter((one) => one.key === key);
  const entry = truth as TokenStoreEntry | undefined;
  const { value = '' } = entry ?? {};
  switch (lie) {
    case 'nothing':
      return undefined;
    case 'rubbish':
      return oneOf([null, 17, 'text', [], {}, { hash: 1, value: 2, ttlMs: 3 }], random);
    case 'ttl of NaN':
      return entry && { ...entry, ttlMs: NaN };
    case 'ttl of Infinity':
      return entry && { ...entry, ttlMs: Infinity };
    case 'ttl of -1':
      return entry && { ...entry, ttlMs: -1 };
    case 'ttl as text':
      return entry && { ...entry, ttlMs: '60000' };
    case 'ttl of weeks':
      return entry && { ...entry, ttlMs: 2e9 };
    case 'of another key':
      return others.length === 0 ? entry : { ...oneOf(others, random), ttlMs: 60_000 };
    case 'of old':
      return earlier.length === 0 ? entry : { ...oneOf(earlier, random), ttlMs: 3_600_000 };
    case 'truncated':
      return entry && { ...entry, value: value.slice(0, Math.floor(random() * value.length)) };
    case 'altered':
      // What nobody else can write, nobody can alter.
      return entry && !value.startsWith('plaintext') ? { ...entry, value: altered(value) } : entry;
    case 'of another hash':
      return entry && { ...entry, hash: (others[0] ?? earlier[0])?.hash.replace(/^./, '-') };
  }
}

function oneOf<T>(choices: readonly T[], random: () => number): T {
  return choices[Math.floor(random() * choices.length)] as T;
}

function altered(value: string): string {
  const at = Math.floor(value.length / 2);
  return value.slice(0, at) + (value[at] === 'A' ? 'B' : 'A') + value.slice(at + 1);
}
