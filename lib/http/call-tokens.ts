import type { TokenKeeper } from '../token/token-keeper.js';

/** The part of the token keeper that calls need. */
export type CallTokens = Pick<
  TokenKeeper,
  'current' | 'ready' | 'valid' | 'sending' | 'accepted' | 'rejected'
>;
