import type { ApiKeyPair } from '../config/credentials-options.js';
import type { AlternativePaymentsModuleOptions } from '../config/module-options.js';
import { DEFAULT_ACCOUNT } from '../config/account-name.js';
import { variablesOf } from '../config/variables.js';
import type { ApiKey } from './api-key.js';
import { checkText } from './check.js';
import type { Fault, FaultHandle } from './fault.js';
import type { FaultPlan } from './fault-plan.js';
import type { FileHost } from './file-host.js';
import type { Gatekeeper } from './gatekeeper.js';
import { Happenings } from './happenings.js';
import type { HttpListener } from './http-listener.js';
import type { Journal } from './journal.js';
import type { RateLimitOptions } from './rate-limit.js';
import type { VendorApi } from './resources/vendor-api.js';
import type { TokenStore } from './token-store.js';
import type { SimulatedWebhooks } from './webhooks/simulated-webhooks.js';

/** @internal The parts of a simulator. */
interface SimulatorParts {
  baseURL: string;
  key: ApiKey;
  tokens: TokenStore;
  faults: FaultPlan;
  journal: Journal;
  webhooks: SimulatedWebhooks;
  api: VendorApi;
  gatekeeper: Gatekeeper;
  listener: HttpListener;
  files: FileHost;
}

/** A running simulator of the Alternative Payments API. */
export class Simulator extends Happenings {
  /** Address of the API, for example `http://127.0.0.1:4010`. */
  readonly baseURL: string;
  /** Everything received so far. */
  readonly journal: Journal;
  /** What is delivered to subscribers, and how a test has a hand in it. */
  readonly webhooks: SimulatedWebhooks;

  /** @internal */
  constructor(private readonly parts: SimulatorParts) {
    super(parts.api);
    this.baseURL = parts.baseURL;
    this.journal = parts.journal;
    this.webhooks = parts.webhooks;
  }

  /**
   * Options that point the module at this simulator. Pacing is off, because most tests are not about it.
   *
   * @example
   * AlternativePaymentsModule.forRoot(simulator.options)
   */
  get options(): AlternativePaymentsModuleOptions & ApiKeyPair {
    const { clientId, clientSecret } = this.parts.key;
    return { baseURL: this.baseURL, clientId, clientSecret, pacing: false };
  }

  /**
   * The same as variables, for an application that reads them by `alternativePaymentsConfig`. The variable of
   * the environment is empty, so that one in the surroundings does not contradict the address.
   *
   * @example
   * Object.assign(process.env, simulator.env);
   */
  get env(): Record<string, string> {
    return this.envFor(DEFAULT_ACCOUNT);
  }

  /** The variables of a named account, which are read by `alternativePaymentsConfigFor(account)`. */
  envFor(account: string): Record<string, string> {
    const variables = variablesOf(account);
    const { clientId, clientSecret } = this.parts.key;
    return {
      [variables.environment]: '',
      [variables.baseURL]: this.baseURL,
      [variables.clientId]: clientId,
      [variables.clientSecret]: clientSecret,
      [variables.pacing]: 'false',
    };
  }

  /** Number of open connections. */
  get connections(): number {
    return this.parts.listener.connections;
  }

  /** Lifetime of new tokens in seconds. Tokens that were issued before keep their expiry. */
  get tokenLifetimeSeconds(): number {
    return this.parts.tokens.lifetimeSeconds;
  }

  /** @throws RangeError for a negative lifetime or a value that is not a number */
  set tokenLifetimeSeconds(seconds: number) {
    this.parts.tokens.lifetimeSeconds = seconds;
  }

  /** The rate limit of the API key, or `false` for none. A new one takes effect at once. */
  get rateLimit(): RateLimitOptions | false {
    return this.parts.gatekeeper.rateLimit.options;
  }

  /** @throws TypeError or RangeError for a limit that cannot be */
  set rateLimit(limit: RateLimitOptions | false) {
    this.parts.gatekeeper.rateLimit.options = limit;
  }

  /** Issues a valid token without a request, for example to put it into the body of a fault. */
  issueToken(): string {
    return this.parts.tokens.issue();
  }

  /** Ends a token before its expiry. Unknown tokens are ignored. */
  revokeToken(token: string): void {
    this.parts.tokens.revoke(token);
  }

  /** Ends all tokens before their expiry. */
  revokeAllTokens(): void {
    this.parts.tokens.revokeAll();
  }

  /**
   * Replaces the client secret. The old one is refused from now on. Tokens that were issued before remain
   * valid.
   *
   * @throws TypeError for an empty secret
   */
  rotateSecret(newSecret: string): void {
    checkText('newSecret', newSecret);
    this.parts.key.clientSecret = newSecret;
  }

  /**
   * Makes something go wrong. If several faults match a request, the one that was registered first and has
   * uses left takes effect.
   *
   * @throws TypeError or RangeError that names what is wrong with the fault
   * @example
   * const outage = simulator.fault({ on: 'api', status: 503 });
   * outage.remove();
   */
  fault(fault: Fault): FaultHandle {
    return this.parts.faults.add(fault);
  }

  /** Removes all faults. */
  clearFaults(): void {
    this.parts.faults.clear();
  }

  /** Cuts all connections, ends deliveries and frees the ports. Calling it twice is harmless. */
  async close(): Promise<void> {
    const { listener, files, api } = this.parts;
    this.journal.close();
    await Promise.all([listener.close(), files.close(), api.deliveries.close()]);
  }

  /** The same as `close()`, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
