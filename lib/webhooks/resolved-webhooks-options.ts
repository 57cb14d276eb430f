import { Section } from '../config/section.js';
import { isPlainObject, kindOf } from '../config/values.js';
import { InvalidOptionsError } from '../errors/invalid-options.error.js';
import type { SecretsSource } from './bearer-secrets.js';
import type { DeliveryStore } from '../store/delivery-store.js';
import { subscriptionsOf } from './subscription-options.js';
import { hasTenant } from './webhook-path.js';
import { secretsOf, secretsVariable } from './webhook-secrets.js';
import type { AlternativePaymentsWebhooksOptions, SubscriptionOptions } from './webhooks-options.js';

/** The options of a registration after validation, with every default filled in. */
export interface ResolvedWebhooksOptions {
  /** Of a registration without a route, they may be empty. */
  readonly secrets: SecretsSource;
  /** Undefined if the host gave none. */
  readonly store: DeliveryStore | undefined;
  readonly answerWithinMs: number | false;
  readonly handOver: AlternativePaymentsWebhooksOptions['handOver'];
  readonly deduplicateBy: AlternativePaymentsWebhooksOptions['deduplicateBy'];
  readonly subscriptions: SubscriptionOptions | undefined;
  readonly maxBodyBytes: number;
}

/**
 * Validates the options of a registration and fills in the defaults.
 *
 * @throws InvalidOptionsError that lists every problem and never shows a secret
 */
export function resolveWebhooksOptions(
  options: AlternativePaymentsWebhooksOptions,
  { account, path }: { readonly account: string; readonly path: string | undefined },
): ResolvedWebhooksOptions {
  const hasRoute = path !== undefined;
  const problems: string[] = [];
  if (!isPlainObject(options))
    problems.push(`No options were given (${kindOf(options)}). Return an object with "secrets".`);
  const all = new Section(options, problems, (option) => `"${option}"`);
  const secrets = readSecrets(all, secretsVariable(account), hasRoute);
  const resolved: ResolvedWebhooksOptions = {
    secrets,
    store: readStore(all),
    answerWithinMs:
      all.raw('answerWithinMs') !== false && all.milliseconds('answerWithinMs', { otherwise: 5_000 }),
    handOver: readFunction(all, 'handOver', 'a function that puts the event into a queue'),
    deduplicateBy: readFunction(all, 'deduplicateBy', 'a function that returns text'),
    subscriptions: all.section('subscriptions', subscriptionsOf),
    maxBodyBytes: all.integer('maxBodyBytes', { from: 1, otherwise: 262_144 }),
  };
  if (resolved.subscriptions !== undefined && !hasRoute)
    all.problem('"subscriptions" needs a route. Leave out "route: false", or the subscriptions.');
  if (resolved.subscriptions !== undefined && hasRoute && hasTenant(path)) {
    all.problem(
      '"subscriptions" cannot be given for a path with ":tenant", because each tenant has subscriptions of its own. Make them by webhooks.create() of the tenant\'s client.',
    );
  }
  refuseStatic(all);
  all.refuseUnknown();
  if (problems.length > 0) throw new InvalidOptionsError(account, problems, 'webhook options');
  return resolved;
}

function readSecrets(options: Section, variable: string, hasRoute: boolean): SecretsSource {
  const given = options.raw('secrets');
  if (typeof given === 'function') return given as SecretsSource;
  const { value, problem } = secretsOf(given);
  if (problem !== undefined) {
    options.problem(`"secrets" cannot be used; ${problem}`);
  } else if (value.length === 0 && hasRoute) {
    options.problem(
      `"secrets" is missing. Give the secret with which the subscriptions were made, for example in the variable ${variable}.`,
    );
  }
  return value ?? [];
}

function readStore(options: Section): DeliveryStore | undefined {
  if (options.isAbsent('store')) return undefined;
  const store = options.raw('store') as Partial<DeliveryStore>;
  const methods = ['claim', 'markHandler', 'complete', 'release'] as const;
  const missing = methods.filter((method) => typeof store[method] !== 'function');
  if (missing.length > 0) {
    options.problem(
      `"store" has no ${missing.join(', ')}. Give a DeliveryStore, such as new RedisDeliveryStore(client).`,
    );
  }
  return store as DeliveryStore;
}

function readFunction<N extends 'handOver' | 'deduplicateBy'>(
  options: Section,
  name: N,
  what: string,
): AlternativePaymentsWebhooksOptions[N] {
  return options.isAbsent(name)
    ? undefined
    : options.callable<AlternativePaymentsWebhooksOptions[N]>(name, what);
}

/** What stands beside the factory of `forRootAsync()`. */
function refuseStatic(options: Section): void {
  for (const name of ['account', 'path', 'route', 'decorators']) {
    if (options.isAbsent(name)) continue;
    options.problem(
      `"${name}" stands beside "useFactory", not in what it returns, because routes are static.`,
    );
  }
}
