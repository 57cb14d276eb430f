import { randomUUID } from 'node:crypto';
import type { Claim, DeliveryStore } from '../store/delivery-store.js';
import { checkClient, DEFAULT_PREFIX, type RedisClient, runScript, whole } from './redis-client.js';

/**
 * How long the progress of a delivery is kept that is not completed, in milliseconds. If its process has died
 * and the vendor repeats it within a month, the handlers that have succeeded do not run again.
 */
const KEEP_PROGRESS_MS = 30 * 24 * 3_600_000;

/**
 * A delivery is a hash. While it is worked on it has the fields `lease` and `ends`, the end of the lease by the
 * server's clock in milliseconds. Each handler that has succeeded is a field that begins with `done:`. Once all
 * is done, only the field `handled` is left.
 *
 * A lease that has ended is still held until somebody else claims: a process that was only slow goes on, and
 * what it has done is remembered. A claim that is to extend a lease never begins a new one, because nobody
 * would work under it. A claim that a client sends twice, because the connection broke before the answer,
 * gets the same answer twice.
 */
const CLAIM = `
local lease, ends, handled = unpack(redis.call('HMGET', KEYS[1], 'lease', 'ends', 'handled'))
if handled then return { 'done' } end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local left = math.max((tonumber(ends or 0) or 0) - now, 0)
local length, keep, extended = tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local id = extended or ARGV[1]
if lease ~= id and (extended or left > 0) then return { 'busy', left } end
redis.call('HSET', KEYS[1], 'lease', id, 'ends', string.format('%.0f', now + length))
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', math.max(keep, length)))
local done = {}
for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
  if string.sub(field, 1, 5) == 'done:' then table.insert(done, string.sub(field, 6)) end
end
return { 'claimed', id, done }`;

const MARK = `
if redis.call('HGET', KEYS[1], 'lease') == ARGV[1] then redis.call('HSET', KEYS[1], 'done:' .. ARGV[2], '1') end`;

const COMPLETE = `
if redis.call('HGET', KEYS[1], 'lease') ~= ARGV[1] then return end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'handled', '1')
redis.call('PEXPIRE', KEYS[1], ARGV[2])`;

const RELEASE = `
if redis.call('HGET', KEYS[1], 'lease') == ARGV[1] then redis.call('HDEL', KEYS[1], 'lease', 'ends') end`;

/**
 * Remembers in Redis or Valkey which deliveries were handled, for all processes that receive them.
 *
 * What the server forgets is handled again if the vendor repeats it, so have it write to disk
 * (`appendonly yes`, `appendfsync always`) and evict nothing (`maxmemory-policy noeviction`).
 *
 * @example
 * const redis = new Redis(process.env.REDIS_URL); // ioredis; or createClient() of node-redis
 * AlternativePaymentsWebhooksModule.forRoot({ secrets, store: new RedisDeliveryStore(redis) });
 */
export class RedisDeliveryStore implements DeliveryStore {
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

  async claim(key: string, leaseMs: number, lease?: string): Promise<Claim> {
    const given = [randomUUID(), whole(leaseMs), KEEP_PROGRESS_MS, ...(lease === undefined ? [] : [lease])];
    const answer = await runScript(this.#client, CLAIM, this.nameOf(key), ...given);
    const [state, detail, done] = answer as [unknown, unknown, unknown[]];
    if (state === 'done') return { state };
    if (state === 'busy') return { state, retryAfterMs: Number(detail) };
    return { state: 'claimed', lease: String(detail), done: done.map(String) };
  }

  async markHandler(key: string, lease: string, handler: string): Promise<void> {
    await runScript(this.#client, MARK, this.nameOf(key), lease, handler);
  }

  async complete(key: string, lease: string, keepMs: number): Promise<void> {
    await runScript(this.#client, COMPLETE, this.nameOf(key), lease, whole(keepMs));
  }

  async release(key: string, lease: string): Promise<void> {
    await runScript(this.#client, RELEASE, this.nameOf(key), lease);
  }

  private nameOf(key: string): string {
    return `${this.#prefix}delivery:${key}`;
  }
}
