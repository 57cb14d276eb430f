import type { RefreshReason, TokenEvent, TokenOrigin } from './token-events.js';

/** Whose call, token request or delivery is observed. */
export interface Subject {
  /** Name of the registration; `default` unless one was given. */
  readonly account: string;
  /** The tenant, for the account of one. There may be any number of them. */
  readonly tenant?: string;
  /** `production`, `demo`, or `custom` for an explicit base URL. */
  readonly environment: string;
  /** Host of the API, without its port. */
  readonly address: string;
  readonly port: number;
}

/** What a call can wait for before or between its attempts. Only a tenant's call waits for an account. */
export type WaitReason = 'account' | 'token' | 'slot' | 'pause';

/** Why a call was sent again. */
export type ResendReason = 'rejected_token' | 'rate_limited' | 'server_error' | 'connection_lost';

/** The facts of a call. What is not read-only is filled in while the call is under way. */
export interface CallRecord extends Subject {
  /** The method in capitals, as the caller gave it. */
  readonly method: string;
  /** What the call is for, such as `customers.list`, if its caller said so. */
  readonly operation?: string;
  readonly priority: 'ordinary' | 'background';
  /** How often it was sent. */
  attempts: number;
  readonly resends: ResendReason[];
  /** How long it waited, in milliseconds; known once the call has ended. */
  waitedMs: Readonly<Record<WaitReason, number>>;
  /** Status of the last answer. */
  status?: number;
  /** Whether it ended without knowing if the API acted on it. */
  isOutcomeUnknown: boolean;
  /** Whether its caller gave it up. */
  isCancelled: boolean;
}

/** The facts of an attempt to obtain a token. */
export interface TokenRequestRecord extends Subject {
  readonly reason: RefreshReason;
  /** What `cause()` returned when the attempt began. */
  readonly cause?: unknown;
  /** Where the token came from. */
  source?: TokenOrigin;
  /** The code of the error that callers get, if the attempt failed. */
  code?: string;
  /** Whether the attempt was given up before it ended, because nobody needed it any more. */
  isGivenUp?: boolean;
}

/** The facts of a request at the route for webhooks. */
export interface DeliveryRecord {
  readonly account: string;
  /** The tenant that the path names, once the secret was right. */
  tenant?: string;
  /** The topic, as the sender wrote it, once the secret was right. */
  topic?: string;
  /** The status that the request is answered with. */
  status?: number;
}

/** How the work on a delivery ended, which may be long after its answer. */
export interface WorkRecord {
  readonly account: string;
  readonly tenant?: string;
  /** The topic, as the sender wrote it. */
  readonly topic: string;
  /** `handled` by its handlers, `handed over` to a queue, or found to be `repeated`. */
  readonly result: 'handled' | 'handed over' | 'repeated' | 'busy' | 'failed' | 'store away';
  /** What a handler or the store has thrown. */
  readonly error?: unknown;
}

/**
 * Observes what the package does. Every member is optional. What wraps something calls `run` and returns what
 * it returns; whatever else it does, what is observed goes its way: it runs exactly once, and its caller gets
 * its result.
 */
export interface Observer {
  /** Wraps a call with all its waiting and all its attempts. */
  call?<T>(record: CallRecord, run: () => Promise<T>): Promise<T>;

  /** Wraps one sending of a call. */
  attempt?<T>(record: CallRecord, run: () => Promise<T>): Promise<T>;

  /**
   * Wraps an attempt to obtain a token. All callers share it, so it runs in the async context of none of
   * them, and waits for no observer.
   */
  tokenRequest?<T>(record: TokenRequestRecord, run: () => Promise<T>): Promise<T>;

  /** Asked in the async context that causes a token request. The answer is found in its record. */
  cause?(): unknown;

  /** Told what happens to a token. */
  tokenEvent?(event: TokenEvent, subject: Subject): void;

  /** Wraps a request at the route for webhooks, whether its secret is right or wrong. */
  delivery?<T>(record: DeliveryRecord, run: () => Promise<T>): Promise<T>;

  /** Told how the work on a delivery ended. */
  worked?(record: WorkRecord): void;
}
