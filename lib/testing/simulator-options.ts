import { checkInteger, checkKeys, checkNumber, checkText } from './check.js';
import type { RateLimitOptions } from './rate-limit.js';

/** An initial customer: the body of a `POST /customers`. */
export interface CustomerSeed {
  name: string;
  email: string;
  legal_name?: string;
  external_id?: string;
  ein?: string;
  street_address?: string;
  sub_premise?: string;
  city?: string;
  state?: string;
  postal_code?: string;
  country?: string;
}

/** Options of `startSimulator()`. Everything has a default. */
export interface SimulatorOptions {
  /**
   * Port to listen on; 0 takes any free one.
   * @default 0
   */
  port?: number;
  /**
   * Address to listen on.
   * @default '127.0.0.1'
   */
  host?: string;
  /**
   * Client id of the API key.
   * @default 'simulated-client-id'
   */
  clientId?: string;
  /**
   * Client secret of the API key.
   * @default 'simulated-client-secret'
   */
  clientSecret?: string;
  /**
   * Lifetime of tokens in seconds. Fractions are allowed.
   * @default 3600
   */
  tokenLifetimeSeconds?: number;
  /**
   * The rate limit of the API key, or `false` for none. Token requests count as well: the vendor does not say
   * whether they do, and this is the stricter assumption.
   * @default { requests: 5, perMilliseconds: 1000 }
   */
  rateLimit?: RateLimitOptions | false;
  /**
   * Initial customers: `true` for a few invented ones, or a list.
   * @default false
   */
  seed?: boolean | readonly CustomerSeed[];
  /**
   * How many requests the journal keeps. Beyond that, the oldest are dropped.
   * @default 100000
   */
  journalLimit?: number;
}

const KEYS = [
  'port',
  'host',
  'clientId',
  'clientSecret',
  'tokenLifetimeSeconds',
  'rateLimit',
  'seed',
  'journalLimit',
];

/**
 * Fills in the defaults.
 *
 * @throws TypeError or RangeError that names the wrong option
 */
export function completeOptions(given: SimulatorOptions): Required<SimulatorOptions> {
  checkKeys('startSimulator()', given, KEYS);
  const options = {
    port: given.port ?? 0,
    host: given.host ?? '127.0.0.1',
    clientId: given.clientId ?? 'simulated-client-id',
    clientSecret: given.clientSecret ?? 'simulated-client-secret',
    tokenLifetimeSeconds: given.tokenLifetimeSeconds ?? 3600,
    rateLimit: given.rateLimit ?? {},
    seed: given.seed ?? false,
    journalLimit: given.journalLimit ?? 100_000,
  };
  checkInteger('port', options.port, 0, 65_535);
  checkText('host', options.host);
  checkText('clientId', options.clientId);
  if (options.clientId.includes(':'))
    throw new TypeError('clientId must not contain a colon: in a Basic header the secret begins there.');

  checkText('clientSecret', options.clientSecret);
  checkNumber('tokenLifetimeSeconds', options.tokenLifetimeSeconds, 0);
  checkInteger('journalLimit', options.journalLimit, 1);
  if (typeof options.seed !== 'boolean' && !Array.isArray(options.seed))
    throw new TypeError('seed must be true, false or a list of customers.');

  checkRateLimit(options.rateLimit);
  return options;
}

function checkRateLimit(rateLimit: RateLimitOptions | false): void {
  if (rateLimit !== false) {
    checkKeys('rateLimit', rateLimit, ['requests', 'perMilliseconds']);
    checkInteger('rateLimit.requests', rateLimit.requests ?? 5, 1);
    checkNumber('rateLimit.perMilliseconds', rateLimit.perMilliseconds ?? 1000, 1);
  }
}
