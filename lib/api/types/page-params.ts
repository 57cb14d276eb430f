/**
 * A point in time: a `Date`, or RFC 3339 text such as `2026-01-31T00:00:00Z`. Text is sent as it is.
 */
export type Instant = string | Date;

/**
 * Which part of a list is asked for. Stated in the vendor's reference. Without `after` and `before`, it is the
 * first page.
 */
export interface PageParams {
  /** Items of a page, 100 if not given. The highest number that the vendor takes is unknown. */
  limit?: number;
  /** The end cursor of a page, to get the one after it. */
  after?: string;
  /** The start cursor of a page, to get the one before it. */
  before?: string;
}
