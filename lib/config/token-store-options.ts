import type { TokenStore } from '../store/token-store.js';

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
