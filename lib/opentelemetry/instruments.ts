import type {
  Counter,
  Histogram,
  Meter,
  ObservableGauge,
  ObservableUpDownCounter,
  UpDownCounter,
} from '@opentelemetry/api';

/** What OpenTelemetry calls the kinds of instruments. */
interface Kinds {
  counter: Counter;
  histogram: Histogram;
  upDownCounter: UpDownCounter;
  observableGauge: ObservableGauge;
  observableUpDownCounter: ObservableUpDownCounter;
}

interface Definition<Kind extends keyof Kinds = keyof Kinds> {
  readonly name: string;
  readonly kind: Kind;
  readonly unit: string;
  readonly description: string;
}

/** Upper bounds in seconds: those of HTTP's own durations, and the longest that a call may take. */
export const BUCKETS_SECONDS = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30,
];

/** Every metric of the package. */
export const METRICS = {
  callDuration: {
    name: 'alternative_payments.client.call.duration',
    kind: 'histogram',
    unit: 's',
    description: 'How long calls took, with all their waiting and all their attempts.',
  },
  callWait: {
    name: 'alternative_payments.client.call.wait.duration',
    kind: 'histogram',
    unit: 's',
    description:
      'How long calls waited for a token, for a slot of the rate limit, or in a pause before another attempt.',
  },
  callResends: {
    name: 'alternative_payments.client.call.resends',
    kind: 'counter',
    unit: '{resend}',
    description: 'How often calls were sent again.',
  },
  callActive: {
    name: 'alternative_payments.client.call.active',
    kind: 'upDownCounter',
    unit: '{call}',
    description: 'Calls that are in progress.',
  },
  queueLength: {
    name: 'alternative_payments.pacing.queue.length',
    kind: 'observableUpDownCounter',
    unit: '{call}',
    description: 'Calls that wait for a slot of the rate limit.',
  },
  queueLimit: {
    name: 'alternative_payments.pacing.queue.limit',
    kind: 'observableUpDownCounter',
    unit: '{call}',
    description: 'How many calls may wait for a slot of the rate limit.',
  },
  tokenRequestDuration: {
    name: 'alternative_payments.token.request.duration',
    kind: 'histogram',
    unit: 's',
    description: 'How long attempts to obtain a token took.',
  },
  tokenInvalidations: {
    name: 'alternative_payments.token.invalidations',
    kind: 'counter',
    unit: '{token}',
    description: 'Tokens that were dropped before their expiry.',
  },
  tokenExpirations: {
    name: 'alternative_payments.token.expirations',
    kind: 'counter',
    unit: '{token}',
    description: 'Tokens that expired before a successor was obtained.',
  },
  tokenTimeToExpiry: {
    name: 'alternative_payments.token.time_to_expiry',
    kind: 'observableGauge',
    unit: 's',
    description: 'How long the token of a registered account is still valid; no value before the first one.',
  },
  tokenStatus: {
    name: 'alternative_payments.token.status',
    kind: 'observableUpDownCounter',
    unit: '1',
    description: 'For each state, whether the token of a registered account is in it: 1 or 0.',
  },
  accountCount: {
    name: 'alternative_payments.account.count',
    kind: 'observableUpDownCounter',
    unit: '{account}',
    description: 'How many accounts of tenants are open, by state.',
  },
  webhooksReceived: {
    name: 'alternative_payments.webhook.received',
    kind: 'counter',
    unit: '{delivery}',
    description: 'Requests at the route for webhooks, refused ones included.',
  },
  webhooksRepeated: {
    name: 'alternative_payments.webhook.repeated',
    kind: 'counter',
    unit: '{delivery}',
    description: 'Deliveries that had been handled before.',
  },
  webhooksHandled: {
    name: 'alternative_payments.webhook.handled',
    kind: 'counter',
    unit: '{delivery}',
    description: 'Deliveries that all their handlers have handled.',
  },
  webhooksFailed: {
    name: 'alternative_payments.webhook.failed',
    kind: 'counter',
    unit: '{delivery}',
    description: 'Deliveries of which a handler, the hand-over or the store has failed.',
  },
  webhookDuration: {
    name: 'alternative_payments.webhook.duration',
    kind: 'histogram',
    unit: 's',
    description: 'How long requests at the route for webhooks waited for their answer.',
  },
} as const satisfies Readonly<Record<string, Definition>>;

/** The instruments of one meter. */
export type Instruments = { readonly [Key in keyof typeof METRICS]: Kinds[(typeof METRICS)[Key]['kind']] };

/** Makes all instruments. */
export function instrumentsOf(meter: Meter): Instruments {
  const made = Object.entries(METRICS).map(([key, definition]) => [key, instrument(meter, definition)]);
  return Object.fromEntries(made) as Instruments;
}

function instrument(meter: Meter, { name, kind, unit, description }: Definition): Kinds[keyof Kinds] {
  switch (kind) {
    case 'counter':
      return meter.createCounter(name, { unit, description });
    case 'histogram':
      return meter.createHistogram(name, {
        unit,
        description,
        advice: { explicitBucketBoundaries: BUCKETS_SECONDS },
      });
    case 'upDownCounter':
      return meter.createUpDownCounter(name, { unit, description });
    case 'observableGauge':
      return meter.createObservableGauge(name, { unit, description });
    case 'observableUpDownCounter':
      return meter.createObservableUpDownCounter(name, { unit, description });
  }
}
