import type { SharedRateBudget, SharedRateLimit } from '../sharing/shared-rate.js';
import { DEFAULT_PREFIX, type RedisClient, runScript } from './redis-client.js';

/**
 * Keeps the latest starts, booked ones included, as many as fit the window. The next start is one window after the
 * oldest of them, so that no window has more. The clock is the server's, one for all processes; where it was set back,
 * which looks like starts booked far ahead, the count begins anew.
 */
const RESERVE = `
local now = redis.call('TIME')
local micros = now[1] * 1000000 + now[2]
local most, window = tonumber(ARGV[1]), ARGV[2] * 1000
local start = micros
if redis.call('LLEN', KEYS[1]) >= most then
  start = math.max(micros, redis.call('LINDEX', KEYS[1], 0) + window)
end
if start - micros > 60000000 then
  redis.call('DEL', KEYS[1])
  start = micros
end
redis.call('RPUSH', KEYS[1], string.format('%.0f', start))
redis.call('LTRIM', KEYS[1], -most, -1)
redis.call('PEXPIRE', KEYS[1], math.ceil((start - micros + window) / 1000))
return string.format('%.0f', start - micros)`;

/**
 * A rate budget for all processes that work with one API key, in Redis or Valkey.
 *
 * @example
 * AlternativePaymentsModule.forRoot({ ...options, pacing: { shared: new RedisRateBudget(redis), localShare: 1 } });
 */
export class RedisRateBudget implements SharedRateBudget {
  // Private, so that no print of the options shows the password of the connection.
  readonly #client: RedisClient;
  readonly #prefix: string;

  /**
   * @param client that the application has connected, and closes
   * @param options.prefix begins the name of every key; `alternative-payments:` unless given
   */
  constructor(client: RedisClient, options: { readonly prefix?: string } = {}) {
    this.#client = client;
    this.#prefix = options.prefix ?? DEFAULT_PREFIX;
  }

  async reserve(key: string, { requests, perMilliseconds }: SharedRateLimit): Promise<number> {
    const name = `${this.#prefix}rate:${key}`;
    return Number(await runScript(this.#client, RESERVE, name, requests, perMilliseconds)) / 1000;
  }
}
