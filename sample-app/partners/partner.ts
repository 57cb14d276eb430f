import { z } from 'zod';
import { id } from '../common/id.js';

/**
 * What it takes to register a partner. Nothing but the two halves of its API key is taken from a request: an address or
 * a header from there would let anybody have this server call what only it can reach.
 */
export const newPartner = z
  .strictObject({
    id,
    clientId: z.string().min(1).optional(),
    clientSecret: z.string().min(1).optional(),
  })
  .refine(({ clientId, clientSecret }) => (clientId === undefined) === (clientSecret === undefined), {
    error: 'clientId and clientSecret go together',
  });
export type NewPartner = z.infer<typeof newPartner>;
