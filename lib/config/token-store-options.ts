import { EncryptingSeal, KEY_BYTES, PlaintextSeal, type TokenSeal } from '../store/token-seal.js';
import type { TokenStore } from '../store/token-store.js';
import type { Section } from './section.js';
import { isPlainObject } from './values.js';

/** A store through which processes with the same API key share one token. */
export interface TokenStoreOptions {
  /** The store, such as `new RedisTokenStore(client)` of `nestjs-alternative-payments/redis`. */
  store: TokenStore;
  /**
   * How tokens are kept there; there is no default. `keys`: AES-256-GCM with keys of 32 bytes, as bytes or as base64 or
   * hex text. The first one seals and all of them open: to replace a key, put the new one behind the old in every
   * process, then before it, then drop the old. With `'plaintext'`, everybody who reads the store can use the token, and
   * everybody who writes to it chooses the token that is used.
   */
  encryption: { readonly keys: ReadonlyArray<string | Uint8Array> } | 'plaintext';
  /**
   * How long the store may keep a token request waiting, all in all, in milliseconds. Then the process goes on alone.
   * @default 250
   */
  timeoutMs?: number;
  /**
   * How long one process may keep the others from asking for a token, in milliseconds: then one of them asks. After twice
   * as long each asks by itself. It should cover a token request, and must be shorter than half of what a call may take.
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

/** Reads `tokenStore`. A call must outlast two leases, or it could fail for a process that was killed. */
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
    // The key itself must not be quoted.
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
