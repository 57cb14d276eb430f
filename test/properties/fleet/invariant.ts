import type { Checks, Invariant } from '../engine/invariant.js';
import type { FleetProcess } from './process.js';
import type { StoreOperation } from './store-link.js';

/** What an invariant of processes listens to. */
export interface ProcessChecks extends Checks {
  /** The process asks something of the store. */
  storeAsked?(operation: StoreOperation): void;
  storeAnswered?(operation: StoreOperation): void;
  /** The function that reads the API key is called. */
  keyAsked?(): void;
}

export type ProcessInvariant = Invariant<FleetProcess, ProcessChecks>;

/** Longest latency of the token endpoint, and of a function that reads the key, in milliseconds. */
export const ENDPOINT_MS = 41;
export const KEY_MS = 20;

/** Longest pause between two looks at the store while somebody else has the lease, in milliseconds. */
export const POLL_MS = 250;
