import { ApiKey } from './api-key.js';
import { FaultPlan } from './fault-plan.js';
import { FileHost } from './file-host.js';
import { Gatekeeper } from './gatekeeper.js';
import { HttpListener } from './http-listener.js';
import { Journal } from './journal.js';
import { RateLimit } from './rate-limit.js';
import { RequestHandler } from './request-handler.js';
import { VendorApi } from './resources/vendor-api.js';
import { Router } from './router.js';
import { type SimulatorOptions, completeOptions } from './simulator-options.js';
import { Simulator } from './simulator.js';
import { sow } from './sow.js';
import { tokenEndpoint } from './token-endpoint.js';
import { TokenStore } from './token-store.js';
import { SimulatedWebhooks } from './webhooks/simulated-webhooks.js';
import { trigger } from './webhooks/trigger.js';

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
  const files = new FileHost(settings.host);
  const api = new VendorApi(files);
  sow(api, settings.seed);

  const gatekeeper = new Gatekeeper(key, tokens, new RateLimit(settings.rateLimit));
  const webhooks = new SimulatedWebhooks(api);
  const routes = [tokenEndpoint(key, tokens), ...api.routes, ...api.pages, trigger(webhooks)];
  const router = new Router(routes);
  const handler = new RequestHandler(journal, faults, gatekeeper, router, settings);
  const listener = new HttpListener((request, response) => void handler.handle(request, response));

  await listener.listen(settings.port, settings.host);
  const baseURL = listener.url(settings.host);
  return new Simulator({
    baseURL,
    key,
    tokens,
    faults,
    journal,
    webhooks,
    api,
    gatekeeper,
    listener,
    files,
  });
}
