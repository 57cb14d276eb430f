import { z } from 'zod';

/**
 * The id of an object or a partner. It becomes a segment of a path of the API, where `.` and `..` would lead
 * elsewhere, and `encodeURIComponent()` does not change them.
 */
export const id = z.string().regex(/^\w[\w.-]{0,99}$/, 'is not an id');
