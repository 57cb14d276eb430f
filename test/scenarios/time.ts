/** A time or a duration as a reader writes it: `'12 s'`, `'43.5 min'`, `'1 h 30 min'`, `'1 day'`. */
export type Time = string;

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  min: 60_000,
  h: 3_600_000,
  day: 86_400_000,
  days: 86_400_000,
};

/** @throws TypeError for what is no time, so that a slip in a row is found at once */
export function toMs(time: Time): number {
  const parts = [...time.matchAll(/([\d.]+) (ms|s|min|h|days?)(?: |$)/g)];
  if (parts.length === 0 || parts.map(([text]) => text).join('') !== time)
    throw new TypeError(`"${time}" is no time. Write "12 s", "43.5 min" or "1 h 30 min".`);

  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * (UNITS[unit ?? ''] ?? NaN), 0);
}

/** For messages: the same notation, in the largest unit that has been reached. */
export function toTime(ms: number): Time {
  const [unit, length] = Object.entries(UNITS).findLast(([name, one]) => name !== 'days' && ms >= one) ?? [
    'ms',
    1,
  ];
  return `${Number((ms / length).toFixed(unit === 'ms' ? 0 : 4))} ${unit}`;
}

/** Timers are set in whole milliseconds, and one sets another. */
export const TOLERANCE_MS = 5;

/** Whether the milliseconds are the time, or lie between the earliest and the latest one. */
export function isWithin(ms: number, when: Time | readonly [earliest: Time, latest: Time]): boolean {
  const [earliest, latest] = typeof when === 'string' ? [when, when] : when;
  return ms >= toMs(earliest) - TOLERANCE_MS && ms <= toMs(latest) + TOLERANCE_MS;
}
