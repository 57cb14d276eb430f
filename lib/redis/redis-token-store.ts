import type { StoredToken, TokenStore, TokenStoreEntry } from '../store/token-store.js';
import { checkClient, DEFAULT_PREFIX, type RedisClient, runScript, whole } from './redis-client.js';

const READ = `
local value = redis.call('GET', KEYS[1])
if not value then return false end
return { value, redis.call('PTTL', KEYS[1]) }`;

const WRITE = `return redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])`;

/** A value begins with its hash, so that it can be compared without being opened. */
const REMOVE = `
local value = redis.call('GET', KEYS[1])
if value and string.sub(value, 1, #ARGV[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;

/** A lease without an expiry counts as free, since otherwise no process could ever take it. */
const ACQUIRE = `
if redis.call('PTTL', KEYS[1]) == -1 then redis.call('DEL', KEYS[1]) end
return redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2])`;

const RELEASE = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;

/** Separates the hash from the value. A hash has no spaces. */
const SEPARATOR = ' ';

/**
 * Shares access tokens through Redis or Valkey.
 *
 * @example
 * const redis = new Redis(process.env.REDIS_URL); // ioredis; or createClient() of node-redis
 * AlternativePaymentsModule.forRoot({
 *   ...options,
 *   tokenStore: { store: new RedisTokenStore(redis), encryption: { keys: [process.env.TOKEN_STORE_KEY ?? ''] } },
 * });
 */
export class RedisTokenStore implements TokenStore {
  // This field is private, so that no print of the options shows the password of the connection.
  readonly #client: RedisClient;
  readonly #prefix: string;

  /**
   * @param client a client that the application connects and closes
   * @param options.prefix prefix of every key; `alternative-payments:` by default
   * @throws TypeError if the client is not one
   */
  constructor(client: RedisClient, options: { readonly prefix?: string } = {}) {
    this.#client = checkClient(client);
    this.#prefix = options.prefix ?? DEFAULT_PREFIX;
  }

  async read(key: string): Promise<TokenStoreEntry | undefined> {
    const found = await runScript(this.#client, READ, this.nameOf(key, 'token'));
    if (!Array.isArray(found)) return undefined;
    const text = String(found[0]);
    const end = text.indexOf(SEPARATOR);
    // The result is negative if the key never expires.
    return { hash: text.slice(0, end), value: text.slice(end + 1), ttlMs: Number(found[1]) };
  }

  async write(key: string, { hash, value }: StoredToken, ttlMs: number): Promise<void> {
    await runScript(this.#client, WRITE, this.nameOf(key, 'token'), hash + SEPARATOR + value, whole(ttlMs));
  }

  async remove(key: string, hash: string): Promise<void> {
    await runScript(this.#client, REMOVE, this.nameOf(key, 'token'), hash + SEPARATOR);
  }

  async acquireLease(key: string, owner: string, ttlMs: number): Promise<boolean> {
    const answer = await runScript(this.#client, ACQUIRE, this.nameOf(key, 'lease'), owner, whole(ttlMs));
    return answer !== null && answer !== undefined;
  }

  async releaseLease(key: string, owner: string): Promise<void> {
    await runScript(this.#client, RELEASE, this.nameOf(key, 'lease'), owner);
  }

  /** A cluster chooses the node by what is in braces, so that the token and the lease of an account fail together. */
  private nameOf(key: string, what: 'token' | 'lease'): string {
    return `${this.#prefix}${what}:{${key}}`;
  }
}
