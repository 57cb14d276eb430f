import { expect, it } from 'vitest';
import { dueDate } from '../../docs/examples/due-date.js';

it.each([
  // In Chicago it is still the day before.
  ['2027-01-01T05:59:59Z', 0, 'America/Chicago', '2026-12-31'],
  ['2027-01-01T06:00:00Z', 0, 'America/Chicago', '2027-01-01'],
  // In Auckland it is the next day already.
  ['2026-12-31T11:00:00Z', 0, 'Pacific/Auckland', '2027-01-01'],
  ['2027-01-31T18:00:00Z', 30, 'America/Chicago', '2027-03-02'],
  ['2028-01-31T18:00:00Z', 30, 'America/Chicago', '2028-03-01'],
  // Within these days, the clocks are set forward and back.
  ['2027-03-14T05:30:00Z', 1, 'America/Chicago', '2027-03-14'],
  ['2027-11-07T05:30:00Z', 1, 'America/Chicago', '2027-11-08'],
  ['2027-03-01T18:00:00Z', 30, 'America/Chicago', '2027-03-31'],
  ['2027-01-05T00:00:00Z', -5, 'UTC', '2026-12-31'],
])('at %s, in %i days in %s: %s', (now, days, timeZone, day) => {
  expect(dueDate(days, timeZone, new Date(now))).toBe(day);
});

it('refuses a time zone that there is not', () => {
  expect(() => dueDate(30, 'America/Springfield')).toThrow(RangeError);
});
