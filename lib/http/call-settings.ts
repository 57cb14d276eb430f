import type { ResolvedOptions } from '../config/resolved-options.js';

/** The options of an account that its calls need. */
export type CallSettings = Pick<ResolvedOptions, 'identity' | 'calls' | 'http'>;
