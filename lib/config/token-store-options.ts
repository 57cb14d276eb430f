import { EncryptingSeal, KEY_BYTES, PlaintextSeal, type TokenSeal } from '../store/token-seal.js';
import type { TokenStore } from '../store/token-store.js';
import type { Section } from './section.js';
import { isPlainObject } from './values.js';

/** A store through which processes with the same API key share one token. */
export interface TokenStoreOptions {
  /** The store, such as `new RedisTokenStore(client)` of `nestjs-alternative-payments/redis`. */
  store: TokenStore;
  /**
   * How tokens are kept there. There is no default. `keys` encrypts with AES-256-GCM; each key has 32 bytes,
   * given as bytes or as base64 or hex text. The first key seals, and all of them open. To replace a key, put
   * the new one after the old one in every process, then put it first, then drop the old one. With
   * `'plaintext'`, anyone who can read the store can use the token, and anyone who can write to it chooses
   * the token that is used.
   */
  encryption: { readonly keys: ReadonlyArray<string | Uint8Array> } | 'plaintext';
  /**
   * How long the store may delay a token request in total, in milliseconds. After that, the process goes on
   * without it.
   * @default 250
   */
  timeoutMs?: number;
  /**
   * How long one process may keep the others from requesting a token, in milliseconds. Then one of the others
   * requests it. After twice as long, each process requests its own. The lease should cover a token request,
   * and must be shorter than half of `calls.timeoutMs`.
   * @default 3000
   */
  leaseMs?: number;
}

export interface ResolvedTokenStore {
  readonly store: TokenStore;
  readonly seal: TokenSeal;
  readonly timeoutMs: number;
  readonly leaseMs: number;
}

const CHOICE =
  `Choose { keys: […] } with keys of ${KEY_BYTES} bytes (openssl rand -base64 ${KEY_BYTES} makes one), ` +
  'or "plaintext" for a store that nobody else can read.';

/** A call must outlast two leases. Otherwise it could fail because another process was killed. */
export function readTokenStore(section: Section, callMs: number): ResolvedTokenStore | undefined {
  if (section.isLeftOut) return undefined;
  const time = (name: string, otherwise: number): number =>
    section.number(name, {
      isFit: (value) => Number.isSafeInteger(value) && value >= 1 && value < callMs / 2,
      what: `a whole number of milliseconds, less than half of the ${callMs} of "calls.timeoutMs"`,
      otherwise,
    });
  return {
    store: section.having<TokenStore>(
      'store',
      ['read', 'write', 'remove', 'acquireLease', 'releaseLease'],
      'a TokenStore, such as new RedisTokenStore(client)',
    ),
    seal: readEncryption(section),
    timeoutMs: time('timeoutMs', 250),
    leaseMs: time('leaseMs', 3_000),
  };
}

function readEncryption(section: Section): TokenSeal {
  const encryption = section.raw('encryption');
  if (encryption === 'plaintext') return new PlaintextSeal();
  const keys = isPlainObject(encryption) ? encryption.keys : undefined;
  if (!Array.isArray(keys) || keys.length === 0) {
    section.problem(`has no "encryption" that says how tokens are kept. ${CHOICE}`);
    return new PlaintextSeal();
  }
  const bytes = keys.map(bytesOf);
  bytes.forEach((key, index) => {
    // The message must not quote the key.
    if (key?.length !== KEY_BYTES)
      section.problem(`has an encryption key (number ${index + 1}) of the wrong form. ${CHOICE}`);
  });
  return bytes.every((key) => key?.length === KEY_BYTES)
    ? new EncryptingSeal(bytes as Uint8Array[])
    : new PlaintextSeal();
}

function bytesOf(key: unknown): Uint8Array | undefined {
  if (key instanceof Uint8Array) return key;
  if (typeof key !== 'string') return undefined;
  if (/^[\da-f]{64}$/i.test(key)) return Buffer.from(key, 'hex');
  return /^[\w+/-]+={0,2}$/.test(key) ? Buffer.from(key, 'base64') : undefined;
}
