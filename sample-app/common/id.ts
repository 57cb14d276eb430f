import { z } from 'zod';

/** The id of an object or a partner. */
export const id = z.string().regex(/^\w[\w.-]{0,99}$/, 'is not an id');
