import type { Checks, View, Violate } from '../engine/invariant.js';
import type { Exchange } from '../engine/network.js';
import type { KeyRing } from '../engine/key-ring.js';
import type { KeySource } from '../engine/key-source.js';
import type { ProcessModel } from './process-model.js';
import type { SharedStore } from './shared-store.js';
import type { StoreOperation } from './store-link.js';
import type { FleetTimeline } from './timeline.js';

/** What invariants may look at that concern a process among others. */
export interface ProcessView extends View {
  readonly name: string;
  /** Name of the account that it shares with others. */
  readonly account: string;
  readonly model: ProcessModel;
  readonly settings: FleetTimeline;
  readonly store: SharedStore;
  /** Which keys in the store belong to which account, and API key. */
  readonly places: Map<string, string>;
  readonly ring: KeyRing;
  readonly keys: KeySource;
  /** Everything it asked of the store so far. */
  readonly operations: readonly StoreOperation[];
  /** Token requests that it has under way. */
  readonly exchanges: ReadonlySet<Exchange>;
  /** When it last ran into anything at the token endpoint, or in reading its key, or stood still, on the monotonic clock. */
  readonly troubleAt: number;
  /** Since when the store has failed it at once and in everything, on the monotonic clock. */
  readonly storeDeadSince?: number;
  /** When it was closed, on the monotonic clock. */
  readonly closedAt?: number;
  /** Whether the process with that name still lives. */
  isAlive(name: string): boolean;
}

/** What an invariant of processes listens to. */
export interface ProcessChecks extends Checks {
  /** The process asks something of the store. */
  storeAsked?(operation: StoreOperation): void;
  storeAnswered?(operation: StoreOperation): void;
  /** The function that reads the API key is called. */
  keyAsked?(): void;
}

export type ProcessInvariant = (view: ProcessView, violate: Violate) => ProcessChecks;

/** Longest latency of the token endpoint, and of a function that reads the key, in milliseconds. */
export const ENDPOINT_MS = 41;
export const KEY_MS = 20;

/** Longest pause between two looks at the store while somebody else has the lease, in milliseconds. */
export const POLL_MS = 250;
