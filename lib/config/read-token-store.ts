import { EncryptingSeal, KEY_BYTES, PlaintextSeal, type TokenSeal } from '../store/token-seal.js';
import type { TokenStore } from '../store/token-store.js';
import { isPlainObject, type OptionReader, show } from './option-reader.js';
import type { ResolvedTokenStore } from './resolved-options.js';

const METHODS = ['read', 'write', 'remove', 'acquireLease', 'releaseLease'] as const;

const CHOICE =
  `Choose { keys: […] } with keys of ${KEY_BYTES} bytes (openssl rand -base64 ${KEY_BYTES} makes one), ` +
  'or "plaintext" for a store that nobody else can read.';

/** Reads `tokenStore`. A call must outlast two leases, or it could fail for a process that was killed. */
export function readTokenStore(reader: OptionReader, callMs: number): ResolvedTokenStore | undefined {
  if (reader.isAbsent('tokenStore')) return undefined;
  const given = reader.section('tokenStore', ['store', 'encryption', 'timeoutMs', 'leaseMs']);
  const { store, encryption, timeoutMs = 250, leaseMs = 3_000 } = given;
  const problem = (text: string): void => reader.problem('tokenStore', text);
  const missing = METHODS.filter(
    (method) => typeof (store as TokenStore | undefined)?.[method] !== 'function',
  );
  if (missing.length > 0) {
    problem(
      `has a "store" without ${missing.join(', ')}. Give a TokenStore, such as new RedisTokenStore(client).`,
    );
  }
  for (const [name, value] of Object.entries({ timeoutMs, leaseMs })) {
    if (Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) < callMs / 2) continue;
    problem(
      `has "${name}" ${show(value)}. It must be a whole number of milliseconds, less than half of the ${callMs} of "calls.timeoutMs".`,
    );
  }
  const seal = readEncryption(encryption, problem);
  return { store, seal, timeoutMs, leaseMs } as ResolvedTokenStore;
}

function readEncryption(encryption: unknown, problem: (text: string) => void): TokenSeal {
  if (encryption === 'plaintext') return new PlaintextSeal();
  const keys = isPlainObject(encryption) ? encryption.keys : undefined;
  if (!Array.isArray(keys) || keys.length === 0) {
    problem(`has no "encryption" that says how tokens are kept. ${CHOICE}`);
    return new PlaintextSeal();
  }
  const bytes = keys.map(bytesOf);
  bytes.forEach((key, index) => {
    // The key itself must not be quoted.
    if (key?.length !== KEY_BYTES)
      problem(`has an encryption key (number ${index + 1}) of the wrong form. ${CHOICE}`);
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
