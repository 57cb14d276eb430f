import type { AlternativePaymentsModuleOptions, TokenOrigin } from 'nestjs-alternative-payments';

/** What a member of a fleet works with. All of it is sent as JSON. */
export interface MemberSettings {
  /** Tells the members apart; every call carries it as `X-Member`. */
  readonly name: string;
  /** Options for `forRoot()`, but for what cannot be sent. */
  readonly options: AlternativePaymentsModuleOptions;
  readonly client: 'ioredis' | 'node-redis';
  readonly redisURL: string;
  /** Whether to wait for the connection. It would never come where there is no server. */
  readonly isRedisUp: boolean;
  /** Shares the token; what is missing has the default of the package. */
  readonly tokenStore?: { readonly key: string; readonly timeoutMs?: number; readonly leaseMs?: number };
  /** Shares the rate budget, likewise. */
  readonly pacing?: {
    readonly requests?: number;
    readonly perMilliseconds?: number;
    /** How long a request waits for Redis, in milliseconds. */
    readonly timeoutMs?: number;
  };
}

/** What became of the calls of a member since the last report. */
export interface CallReport {
  readonly calls: number;
  readonly failures: readonly string[];
  /** How long the slowest call took, in milliseconds. */
  readonly slowestMs: number;
}

/** What a member can be asked to do. */
export interface MemberCommands {
  open(settings: MemberSettings): Promise<void>;
  /** Makes that many calls at once. */
  burst(count: number): Promise<void>;
  /** Makes calls at a steady rate until `finish`. */
  callAt(perSecond: number): Promise<void>;
  /** Makes no further calls, waits for the answers, and reports. */
  finish(): Promise<CallReport>;
  refresh(): Promise<void>;
  /** Sets the wall clock of the process forward, as if it had slept. */
  passTime(milliseconds: number): Promise<void>;
  close(): Promise<void>;
}

/** A command on its way to a member. */
export interface CommandMessage {
  readonly id: number;
  readonly command: keyof MemberCommands;
  readonly given: unknown[];
}

/** What a member tells: how a command ended, that it has a new token, or that it booked a start with the others. */
export type MemberMessage =
  { readonly id: number; readonly result?: unknown; readonly error?: string } | MemberNews;

export type MemberNews = { readonly refreshed: TokenOrigin } | { readonly booked: true };
