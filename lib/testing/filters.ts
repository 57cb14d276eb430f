import { isCalendarDay } from './calendar.js';
import { badRequest } from './http-error.js';

const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

/** The filters of a list request. A filter that was not given lets everything pass. */
export class Filters {
  constructor(private readonly query: URLSearchParams) {}

  /** Whether the value equals the one asked for. */
  equal(name: string, value: string): boolean {
    const wanted = this.query.get(name);
    return wanted === null || wanted === value;
  }

  /** Whether one of the values contains the text asked for, ignoring case. */
  contain(name: string, ...values: string[]): boolean {
    const wanted = (this.query.get(name) ?? '').toLowerCase();
    return values.some((value) => value.toLowerCase().includes(wanted));
  }

  /**
   * Reads two inclusive bounds, and returns a function that tells whether a time lies between them.
   *
   * @throws HttpError 400 for a bound that is not an RFC 3339 time
   */
  period(startName: string, endName: string): (value: string) => boolean {
    const start = this.time(startName, -Infinity);
    const end = this.time(endName, Infinity);
    return (value) => Date.parse(value) >= start && Date.parse(value) <= end;
  }

  private time(name: string, absent: number): number {
    const wanted = this.query.get(name);
    if (wanted === null) return absent;

    const isTime = RFC_3339.test(wanted) && isCalendarDay(wanted.slice(0, 10));
    const time = isTime ? Date.parse(wanted) : Number.NaN;
    if (Number.isNaN(time)) throw badRequest(`invalid ${name}`, { [name]: 'must be an RFC 3339 time' });

    return time;
  }
}
