import type { AlternativePaymentsModuleOptions, TokenStateName } from 'nestjs-alternative-payments';
import type { Time } from './time.js';

/**
 * One row: a token endpoint that behaves in a certain way, an application that does certain things, and what has
 * to come of it. All times count from the start of the application. See README.md.
 */
export interface Scenario {
  /** What happens, in one sentence. */
  readonly name: string;
  /** How long tokens live. */
  readonly lifetime?: Time;
  /** Whatever else a host may configure. Pacing and warm-up are off unless a row turns them on. */
  readonly settings?: Partial<AlternativePaymentsModuleOptions>;
  /**
   * What every draw of a random number yields, from 0 to 1: 0.5 unless given. `'any'` for real draws, together with
   * ranges for the times that depend on them.
   */
  readonly random?: number | 'any';
  /** How the token endpoint departs from giving a token at once. The first rule that applies holds. */
  readonly tokenEndpoint?: readonly TokenRule[];
  /** How the API departs from accepting every token that lives, at once. */
  readonly api?: ApiRule;
  /** What the application does, in order of time. */
  readonly steps: readonly Step[];
  /** When token requests have to reach the token endpoint, all of them. */
  readonly tokenRequests: readonly When[];
  /** Until when the row is watched; otherwise until the last time that it mentions. */
  readonly until?: Time;
}

/** Callers who end with the first failure of the token endpoint, in rows that are about something else. */
export const WITHOUT_PATIENCE = { calls: { retries: 0 } } as const;

/** An instant (give or take 5 ms), or the earliest and the latest one. */
export type When = Time | readonly [earliest: Time, latest: Time];

/** How a server answers. */
export interface Answer {
  /** How long the answer takes; it comes at once unless given. */
  readonly after?: Time;
  readonly status?: number;
  /** An object is sent as JSON. */
  readonly body?: string | object;
  readonly headers?: Readonly<Record<string, string>>;
  /** The connection is reset instead. */
  readonly reset?: true;
  /** No answer ever comes. */
  readonly silent?: true;
}

/** A departure of the token endpoint: for certain requests, or for a time, or else always. */
export interface TokenRule extends Answer {
  /** Number of the token request, from 1, or of the first and the last one. */
  readonly request?: number | readonly [first: number, last: number];
  readonly from?: Time;
  readonly until?: Time;
  /** A good token, with this `expires_in` in place of the lifetime. `'absent'` leaves the field out. */
  readonly expiresIn?: unknown;
}

/** A departure of the API from accepting every token that lives, at once. */
export interface ApiRule {
  /** How long each answer takes. */
  readonly takes?: Time;
  /** Endpoints that reject every token, as in `'GET /payouts'`. */
  readonly rejects?: readonly string[];
  /** A new token is accepted only that long after it was given … */
  readonly knowsTokensAfter?: Time;
  /** … by so many of the replicas, which answer in turn; by all unless given. */
  readonly replicas?: { readonly late: number; readonly of: number };
  /** How a token is rejected: with a 401 that says no more, unless given. */
  readonly rejection?: Answer;
  /** Each token that is given ends those before it. */
  readonly acceptsNewestOnly?: true;
}

/** Something that the application or its surroundings do at a time. */
export type Step =
  | CallStep
  | RefreshStep
  | InvalidateStep
  | RevokeStep
  | OthersStep
  | ClockStep
  | SuspendStep
  | CloseStep
  | LookStep;

interface At {
  readonly at: Time;
}

/** A call through the module's HttpService. */
export interface CallStep extends At {
  /** Method and path. */
  readonly call: string;
  /** The call is made again and again, so far apart … */
  readonly every?: Time;
  /** … until then. */
  readonly until?: Time;
  /**
   * What the API answers to its first, second, … attempt. Otherwise 200 at once, or 401 where the token expired or
   * was revoked.
   */
  readonly apiAnswers?: readonly Answer[];
  /** Numbers of the tokens with which it has to reach the API, one per attempt; not looked at unless given. */
  readonly tokens?: readonly number[];
  /** The status with which it has to end, or the code of the error. 200 unless given. */
  readonly ends?: number | string;
  /** When it has to end; at the very instant at which it was made unless given. */
  readonly endsAt?: When;
  /** It asks not to be sent again after a rejected token. */
  readonly isSentOnce?: true;
  /** How long it may take, in place of `endsAt`. */
  readonly within?: Time;
}

/** `TokenService.refresh()`. */
export interface RefreshStep extends At {
  /** `'ok'`, or the code of the error with which it has to end. */
  readonly refresh: string;
  /** When it has to end; at once unless given. */
  readonly endsAt?: When;
}

/** `TokenService.invalidate()` with the token of that number. */
export interface InvalidateStep extends At {
  readonly invalidate: number;
}

/** The vendor revokes tokens. */
export interface RevokeStep extends At {
  readonly revoke: number | 'all';
}

/** Somebody else takes a token of the same key. */
export interface OthersStep extends At {
  readonly takeToken: true;
  readonly every?: Time;
  readonly until?: Time;
}

/** Somebody sets the wall clock of the machine. */
export interface ClockStep extends At {
  readonly setClock: `${'forward' | 'back'} ${Time}`;
}

/** The machine sleeps: time passes, for the vendor too, but timers and the monotonic clock stand still. */
export interface SuspendStep extends At {
  readonly suspend: Time;
}

/** The application closes. */
export interface CloseStep extends At {
  readonly close: true;
}

/** What `TokenService.snapshot()` has to say at that time. */
export interface LookStep extends At {
  readonly look: {
    readonly state?: TokenStateName;
    readonly isRefreshing?: boolean;
    readonly isAsleep?: boolean;
    readonly isEndedByOthers?: boolean;
    readonly generation?: number;
    readonly lifetime?: { readonly seconds: number; readonly source: string };
    readonly failure?: { readonly code?: string; readonly count?: number };
  };
}
