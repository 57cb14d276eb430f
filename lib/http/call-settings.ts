import type { ResolvedOptions } from '../config/resolved-options.js';

/** What the calls of an account need to know of its options. */
export type CallSettings = Pick<ResolvedOptions, 'identity' | 'calls' | 'http'>;
