const DAY_MS = 24 * 60 * 60_000;

/**
 * The day by which an invoice of today is to be paid.
 *
 * @param days how many days the customer has
 * @param timeZone where you do business, such as `America/Chicago`
 */
export function dueDate(
  days: number,
  timeZone: string,
  now = new Date(),
): string {
  const today = dayOf(now, timeZone);
  // From here on it is a day without a time zone, and in UTC every day has 24 hours.
  return dayOf(new Date(Date.parse(today) + days * DAY_MS), 'UTC');
}

/** The day that the calendar of a time zone shows at a moment, such as `2027-01-31`. */
function dayOf(moment: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(moment);
  return ['year', 'month', 'day']
    .map((wanted) => parts.find(({ type }) => type === wanted)?.value)
    .join('-');
}
