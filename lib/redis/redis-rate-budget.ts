import type { SharedRateBudget, SharedRateLimit } from '../pacing/shared-rate.js';
import { LONGEST_TIMER_MS } from '../timing/instant.js';
import { checkClient, DEFAULT_PREFIX, type RedisClient, runScript } from './redis-client.js';

/**
 * Books a start. The key holds the time of the last booking and the latest starts, including booked ones, of
 * each limit in use: as many as fit its window or, with several limits, all within the longest window.
 *
 * The next start is the earliest moment at which the preceding window has room, counting all limits, and
 * which is not before the latest start of the same limit. Later starts under other limits do not matter:
 * while a limit is changed process by process, what a slower process has booked far ahead must not hold up a
 * faster one.
 *
 * All times are microseconds of the server's clock, which is the same for all processes. If that clock was
 * set back far, the count begins again; if it only jittered, time stands still. A value that is not a time of
 * this clock, which has 16 digits, was written by another program and is ignored, because an entry that fails
 * once would fail forever. A booking that comes too late is not made. The result is the wait, or -1, and the
 * time.
 */
const RESERVE = `
local function text(number) return string.format('%.0f', number) end
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local most, window, deadline = tonumber(ARGV[1]), ARGV[2] * 1000, tonumber(ARGV[3])
if now > deadline then return { '-1', text(now) } end
local limit = text(most) .. ':' .. text(window)
local kept = redis.call('GET', KEYS[1]) or ''
local last = tonumber(string.match(kept, '^%d+')) or 0
if last > now + 1000000 then kept = '' elseif last > now then now = last end
local bookings, starts = { [limit] = {} }, {}
for name, list in string.gmatch(kept, '(%d+:%d+)=([%d,]+)') do
  local booked = {}
  for number in string.gmatch(list, '%d+') do
    if #number <= 16 then
      table.insert(booked, tonumber(number))
      table.insert(starts, tonumber(number))
    end
  end
  if #booked > 0 then bookings[name] = booked end
end
table.sort(starts)
local own = bookings[limit]
local start, before = math.max(now, own[#own] or 0), 0
while true do
  while before < #starts and starts[before + 1] <= start do before = before + 1 end
  local oldest = starts[before - most + 1]
  if not oldest or oldest + window <= start then break end
  start = oldest + window
end
table.insert(own, start)
local inUse, longest, ends = 0, 0, 0
for name, list in pairs(bookings) do
  local length = tonumber(string.match(name, '%d+$'))
  if list[#list] + length > now then
    inUse, longest, ends = inUse + 1, math.max(longest, length), math.max(ends, list[#list] + length)
  else
    bookings[name] = nil
  end
end
local parts = { text(now) }
for name, list in pairs(bookings) do
  local latest, requests = {}, tonumber(string.match(name, '^%d+'))
  for place, at in ipairs(list) do
    if place > #list - requests or (inUse > 1 and at > now - longest) then table.insert(latest, text(at)) end
  end
  table.insert(parts, name .. '=' .. table.concat(latest, ','))
end
redis.call('SET', KEYS[1], table.concat(parts, ' '), 'PX', text(math.ceil((ends - now) / 1000)))
return { text(start - now), text(now) }`;

/**
 * A rate budget in Redis or Valkey, shared by all processes that work with one API key.
 *
 * @example
 * AlternativePaymentsModule.forRoot({ ...options, pacing: { shared: new RedisRateBudget(redis), localShare: 1 } });
 */
export class RedisRateBudget implements SharedRateBudget {
  /**
   * How long a request waits for Redis, in milliseconds. After that, its process keeps to a share of its own
   * for a second.
   */
  readonly timeoutMs: number;
  // This field is private, so that no print of the options shows the password of the connection.
  readonly #client: RedisClient;
  readonly #prefix: string;
  /**
   * How far the server's clock is ahead of the monotonic clock here, in milliseconds. It is unknown before
   * the first answer.
   */
  #aheadMs = Infinity;

  /**
   * @param client a client that the application connects and closes
   * @param options.prefix prefix of every key; `alternative-payments:` by default
   * @param options.timeoutMs how long a request waits for Redis, in milliseconds; 250 by default. After that,
   * its process keeps to a share of its own (`pacing.localShare`) for a second
   * @throws TypeError if the client is not one, or the timeout is not a number of milliseconds from 1
   */
  constructor(
    client: RedisClient,
    {
      prefix = DEFAULT_PREFIX,
      timeoutMs = 250,
    }: { readonly prefix?: string; readonly timeoutMs?: number } = {},
  ) {
    this.#client = checkClient(client);
    this.#prefix = prefix;
    if (typeof timeoutMs !== 'number' || !(timeoutMs >= 1 && timeoutMs <= LONGEST_TIMER_MS))
      throw new TypeError('Give "timeoutMs" as a number of milliseconds from 1, below 25 days.');
    this.timeoutMs = timeoutMs;
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
    // The time of sending is used, so that network latency makes the next deadline later, and never too
    // early.
    this.#aheadMs = Number(now) / 1_000 - sentAt;
    if (!(Number(wait) >= 0)) throw new Error('the booking came too late');
    return Number(wait) / 1_000;
  }
}
