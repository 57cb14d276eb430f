import type { TokenKeeper } from '../token/token-keeper.js';

/** What calls need of the keeper of the token. */
export type CallTokens = Pick<
  TokenKeeper,
  'current' | 'ready' | 'valid' | 'sending' | 'accepted' | 'rejected'
>;
