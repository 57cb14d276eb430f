import { z } from 'zod';

/**
 * An id of a thing or of a partner. It becomes a segment of a path of the API, where `.` and `..` would lead elsewhere
 * and `encodeURIComponent()` leaves them as they are.
 */
export const id = z.string().regex(/^\w[\w.-]{0,99}$/, 'is not an id');
