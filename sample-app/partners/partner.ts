import { z } from 'zod';
import { id } from '../common/id.js';

/**
 * The fields needed to register a partner. Only the two parts of its API key are taken from a request: with
 * an address or a header from there, any client could make this server call hosts that only it can reach.
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
