import { checkInteger, checkKeys, checkNumber, checkText } from './check.js';
import { type RateLimitOptions, checkRateLimit } from './rate-limit.js';
import type { CustomerSeed, SimulatorSeed } from './seed.js';

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
   * What is there at the start: `true` for a few invented customers, a list of customers, or customers,
   * invoices and payments that name each other by ids of your own.
   * @default false
   * @example
   * {
   *   customers: [{ id: 'cus_1', name: 'Acme', email: 'billing@acme.example' }],
   *   invoices: [{ id: 'inv_1', customer_id: 'cus_1', due_date: '2027-01-31', line_items: [{ amount: 9.5 }] }],
   *   payments: [{ invoice_id: 'inv_1', payment_method: 'standard_ach', status: 'pending' }],
   * }
   */
  seed?: boolean | readonly CustomerSeed[] | SimulatorSeed;
  /**
   * Answers 400 to query parameters and body fields that an operation does not have. They are ignored
   * otherwise; which of the two the vendor does is not known. Either way, the journal lists them as `unknown`.
   * @default false
   */
  strict?: boolean;
  /**
   * The most items of a page, whatever `limit` asks for. Whether the vendor has such a maximum is not known.
   * @default Infinity
   */
  maximumLimit?: number;
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
  'strict',
  'maximumLimit',
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
    strict: given.strict ?? false,
    maximumLimit: given.maximumLimit ?? Infinity,
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
  if (options.maximumLimit !== Infinity) checkInteger('maximumLimit', options.maximumLimit, 1);

  if (typeof options.strict !== 'boolean') throw new TypeError('strict must be true or false.');

  if (typeof options.seed !== 'boolean' && typeof options.seed !== 'object')
    throw new TypeError('seed must be true, false, a list of customers, or an object of lists.');

  checkRateLimit(options.rateLimit);
  return options;
}
