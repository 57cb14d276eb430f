import type { RefreshOptions } from '../../config/refresh-options.js';

/** The numbers of a token's life, every one of them given. */
export type TokenPolicy = Readonly<Required<RefreshOptions>>;
