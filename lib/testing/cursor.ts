/**
 * Three bytes that standard base64 writes as `++++`. The vendor's cursors are standard base64 as well, so
 * they may hold a plus sign; here, every cursor does. A client that forgets to percent-encode it sends a
 * space instead, and notices at once.
 */
const MARK = Buffer.from('++++', 'base64');

export function encodeCursor(id: string): string {
  return Buffer.concat([MARK, Buffer.from(id)]).toString('base64');
}

/** @returns the id, or undefined if the cursor was not made here or was damaged on its way */
export function decodeCursor(cursor: string): string | undefined {
  const id = Buffer.from(cursor, 'base64').subarray(MARK.length).toString('utf8');
  return encodeCursor(id) === cursor ? id : undefined;
}
