/**
 * The elements of a header with times. Commas separate the items of a list, but are also part of two of the
 * date formats.
 */
const MONTHS = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec';
const TIME = String.raw`([0-2]\d):([0-5]\d):([0-6]\d)`;
/**
 * The three date formats of RFC 9110 section 5.6.7: the current one, that of RFC 850, and that of
 * `asctime()`.
 */
const TODAY = String.raw`[a-z]{3}, (\d{1,2}) (${MONTHS}) (\d{4}) ${TIME} (?:GMT|UTC)`;
const RFC850 = String.raw`[a-z]{6,9}, (\d{1,2})-(${MONTHS})-(\d{2}|\d{4}) ${TIME} (?:GMT|UTC)`;
const ASCTIME = String.raw`[a-z]{3} (${MONTHS}) [ ]?(\d{1,2}) ${TIME} (\d{4})`;
const SECONDS = String.raw`\d+(?:\.\d+)?`;

/**
 * Reads a `Retry-After` header (RFC 9110 section 10.2.3): seconds, rounded up, or an HTTP date. If there are
 * several values, the longest wait counts. A date comes from the clock of the server, so it is compared with
 * the `Date` of the same answer, and with our own clock only if there is none.
 *
 * @param header value of the header as received
 * @param date value of the header `Date` of the same answer
 * @param nowMs wall clock in milliseconds since 1970
 * @param maxMs longest wait that is respected, in milliseconds
 * @returns milliseconds to wait, or `undefined` if the header is absent, malformed or names no wait
 */
export function retryAfterMs(
  header: unknown,
  date: unknown,
  nowMs: number,
  maxMs: number,
): number | undefined {
  const values = itemsOf(header);
  const fromMs = datesOf(date, nowMs)[0] ?? nowMs;
  const waits = values.map((value) =>
    /^[\d.]+$/.test(value) ? Math.ceil(Number(value)) * 1000 : (dateMs(value, nowMs) ?? NaN) - fromMs,
  );
  const wait = Math.max(0, ...waits);
  return wait > 0 ? Math.min(wait, maxMs) : undefined;
}

function datesOf(header: unknown, nowMs: number): number[] {
  return itemsOf(header).flatMap((value) => dateMs(value, nowMs) ?? []);
}

/** The seconds and dates of a header; none if it holds anything else. */
function itemsOf(header: unknown): string[] {
  const values: unknown[] = Array.isArray(header) ? header : [header];
  const text = values.filter((one) => typeof one === 'string' || typeof one === 'number').join(', ');
  const anything = new RegExp(`${TODAY}|${RFC850}|${ASCTIME}|${SECONDS}`, 'gi');
  return /^[\s,]*$/.test(text.replace(anything, '')) ? (text.match(anything) ?? []) : [];
}

/**
 * Milliseconds since 1970. `Date.parse` alone would accept "-5" as the year 2001, and reads asctime dates as
 * local time.
 */
function dateMs(text: string, nowMs: number): number | undefined {
  const parts = new RegExp(`^(?:${TODAY}|${RFC850})$`, 'i').exec(text)?.filter((one) => one !== undefined);
  const [, day = '', month = '', year = '', ...time] = parts ?? asctimeParts(text) ?? [];
  if (time.length !== 3) return undefined;
  const [hours, minutes, seconds] = time.map(Number);
  const monthIndex = MONTHS.toLowerCase().split('|').indexOf(month.toLowerCase());
  return Date.UTC(fullYear(year, nowMs), monthIndex, Number(day), hours, minutes, seconds);
}

/** Returns the parts of an asctime date in the order of the other formats. */
function asctimeParts(text: string): string[] | undefined {
  const [all = '', month = '', day = '', hours = '', minutes = '', seconds = '', year = ''] =
    new RegExp(`^${ASCTIME}$`, 'i').exec(text) ?? [];
  return all === '' ? undefined : [all, day, month, year, hours, minutes, seconds];
}

/**
 * A two-digit year that seems to lie more than 50 years ahead belongs to the last century, according to RFC
 * 9110.
 */
function fullYear(digits: string, nowMs: number): number {
  if (digits.length === 4) return Number(digits);
  const thisYear = new Date(nowMs).getUTCFullYear();
  const year = thisYear - (thisYear % 100) + Number(digits);
  return year > thisYear + 50 ? year - 100 : year;
}
