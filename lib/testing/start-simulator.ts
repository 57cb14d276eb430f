import { ApiKey } from './api-key.js';
import { FaultPlan } from './fault-plan.js';
import { Gatekeeper } from './gatekeeper.js';
import { HttpError } from './http-error.js';
import { HttpListener } from './http-listener.js';
import { Journal } from './journal.js';
import { RateLimit } from './rate-limit.js';
import { RequestHandler } from './request-handler.js';
import { VendorApi } from './resources/vendor-api.js';
import { Router } from './router.js';
import { SEED_CUSTOMERS } from './seed.js';
import { type SimulatorOptions, completeOptions } from './simulator-options.js';
import { Simulator } from './simulator.js';
import { tokenEndpoint } from './token-endpoint.js';
import { TokenStore } from './token-store.js';

/**
 * Starts a simulator of the Alternative Payments API: a real HTTP server with its own API key.
 *
 * @throws TypeError or RangeError for invalid options
 * @throws Error if the port is taken or the host is not an address of this machine
 * @example
 * const simulator = await startSimulator({ tokenLifetimeSeconds: 3 });
 * const module = AlternativePaymentsModule.forRoot(simulator.options);
 * // ...
 * await simulator.close();
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const settings = completeOptions(options);
  const key = new ApiKey(settings.clientId, settings.clientSecret);
  const tokens = new TokenStore(settings.tokenLifetimeSeconds);
  const faults = new FaultPlan();
  const journal = new Journal(settings.journalLimit);
  const api = new VendorApi();
  sow(api, settings.seed);

  const rateLimit = settings.rateLimit ? new RateLimit(settings.rateLimit) : undefined;
  const gatekeeper = new Gatekeeper(key, tokens, rateLimit);
  const router = new Router([tokenEndpoint(key, tokens), ...api.routes]);
  const handler = new RequestHandler(journal, faults, gatekeeper, router);
  const listener = new HttpListener((request, response) => void handler.handle(request, response));

  await listener.listen(settings.port, settings.host);
  const baseURL = listener.url(settings.host);
  return new Simulator({ baseURL, key, tokens, faults, journal, api, listener });
}

function sow(api: VendorApi, seed: Required<SimulatorOptions>['seed']): void {
  const customers = seed === true ? SEED_CUSTOMERS : seed || [];
  customers.forEach((customer, index) => {
    try {
      api.customers.create({ ...customer });
    } catch (error) {
      throw new TypeError(`seed[${index}]: ${describe(error)}`, { cause: error });
    }
  });
}

function describe(error: unknown): string {
  if (!(error instanceof HttpError)) return String(error);

  const problems = Object.entries(error.validationErrors).map((problem) => problem.join(' '));
  return problems.join(', ') || error.message;
}
