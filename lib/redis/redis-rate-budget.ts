import type { SharedRateBudget, SharedRateLimit } from '../sharing/shared-rate.js';
import { checkClient, DEFAULT_PREFIX, type RedisClient, runScript } from './redis-client.js';

/**
 * Books a start. Kept are the time of the last booking and the latest starts, booked ones included, as many as fit the
 * window: the next start is one window after the oldest of them, so that no window has more.
 *
 * All times are microseconds of the server's clock, one for all processes. Where it was set back, the count begins anew;
 * where it only trembled, it stands still. A booking that comes too late is not made. The answer is the wait, or -1, and
 * the time.
 */
const RESERVE = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local most, window, deadline = tonumber(ARGV[1]), ARGV[2] * 1000, tonumber(ARGV[3])
if now > deadline then return { '-1', string.format('%.0f', now) } end
local starts = {}
for number in string.gmatch(redis.call('GET', KEYS[1]) or '', '%d+') do
  starts[#starts + 1] = tonumber(number)
end
local last = table.remove(starts, 1) or 0
if last > now + 1000000 then starts = {} elseif last > now then now = last end
local start = now
if #starts >= most then start = math.max(now, starts[#starts - most + 1] + window) end
starts[#starts + 1] = start
local kept = { string.format('%.0f', now) }
for place = math.max(1, #starts - most + 1), #starts do
  kept[#kept + 1] = string.format('%.0f', starts[place])
end
local ttl = math.ceil((start - now + window) / 1000)
redis.call('SET', KEYS[1], table.concat(kept, ' '), 'PX', string.format('%.0f', ttl))
return { string.format('%.0f', start - now), string.format('%.0f', now) }`;

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
  /** How far the server's clock is ahead of the monotonic clock here, in milliseconds; unknown before its first answer. */
  #aheadMs = Infinity;

  /**
   * @param client that the application has connected, and closes
   * @param options.prefix begins the name of every key; `alternative-payments:` unless given
   * @throws TypeError if the client is none
   */
  constructor(client: RedisClient, options: { readonly prefix?: string } = {}) {
    this.#client = checkClient(client);
    this.#prefix = options.prefix ?? DEFAULT_PREFIX;
  }

  async reserve(
    key: string,
    { requests, perMilliseconds }: SharedRateLimit,
    withinMs: number,
  ): Promise<number> {
    const sentAt = performance.now();
    const deadline = Math.round((sentAt + this.#aheadMs + withinMs) * 1_000);
    const answer = await runScript(
      this.#client,
      RESERVE,
      `${this.#prefix}rate:${key}`,
      requests,
      perMilliseconds,
      Number.isFinite(deadline) ? deadline : Number.MAX_SAFE_INTEGER,
    );
    const [wait, now] = (answer as unknown[]).map(Number);
    // Reckoned from when it was sent: what the network took makes the next deadline later, and never too early.
    this.#aheadMs = Number(now) / 1_000 - sentAt;
    if (!(Number(wait) >= 0)) throw new Error('the booking came too late');
    return Number(wait) / 1_000;
  }
}
