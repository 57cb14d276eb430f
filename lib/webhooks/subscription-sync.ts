import type { Logger } from '@nestjs/common';
import type { AlternativePaymentsClient } from '../api/alternative-payments-client.js';
import { WEBHOOK_TOPICS, type WebhookSubscription } from '../api/types/webhook.js';
import { ApiBadRequestError, ApiUnprocessableError } from '../errors/api-status.errors.js';
import { textOf } from '../errors/text-of.js';
import { quietly } from '../logging/quietly.js';
import { type Backoff, backoffMs } from '../timing/backoff.js';
import { detached } from '../timing/detached.js';
import { draw } from '../timing/draw.js';
import { sleep } from '../timing/sleep.js';
import type { Leases } from '../wing.js';
import {
  judgeSubscriptions,
  normalized,
  type WantedSubscriptions,
  type WrongSubscription,
} from './judge-subscriptions.js';
import { leadsTo } from './route-path.js';
import { leaseKey, underLease } from './subscription-lease.js';
import { reportOn } from './subscription-report.js';
import { secretsOf } from './webhook-secrets.js';
import type { WebhookHandler } from './webhook-handlers.js';
import type { AlternativePaymentsWebhooksOptions, SubscriptionOptions } from './webhooks-options.js';

/** What became of the subscriptions, as lists of topics. */
export interface SyncResult {
  /** Subscribed to just now. */
  readonly created: string[];
  /** Subscribed to before, as it should be. */
  readonly kept: string[];
  /** Missing, inactive, double, made with another secret, or refused by the API. The log says more. */
  readonly wrong: string[];
}

/** What looking after subscriptions needs. */
export interface SubscriptionSyncParts {
  readonly account: string;
  readonly client: AlternativePaymentsClient;
  readonly subscriptions: SubscriptionOptions;
  readonly secrets: NonNullable<AlternativePaymentsWebhooksOptions['secrets']>;
  readonly handlers: () => readonly Pick<WebhookHandler, 'topics'>[];
  /** The path of our route, with the global prefix. */
  readonly routePath: () => string;
  /** Undefined if the account has no token store. */
  readonly leases: Leases | undefined;
  readonly logger: Logger;
}

/** Pauses between attempts in the background. */
const PAUSES: Backoff = { baseMs: 2_000, maxMs: 600_000 };

/** Checks the subscriptions at our address, and makes those that are missing. It deletes nothing. */
export class SubscriptionSync {
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly parts: SubscriptionSyncParts) {}

  /**
   * Looks after the subscriptions once. Runs of one process do not overlap.
   *
   * @throws AlternativePaymentsError if the API cannot be asked, what the token store or the function of the
   * secrets throws, or the signal's reason
   */
  run(signal: AbortSignal = new AbortController().signal): Promise<SyncResult> {
    const run = this.last.then(() => this.once(signal));
    // It is kept until the next run. A promise of the caller would keep the caller's async context as well.
    this.last = detached(() => run.catch(() => undefined));
    return run;
  }

  /** Does the same until it has succeeded once or the signal is aborted. It never rejects. */
  async keepTrying(signal: AbortSignal): Promise<void> {
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        await this.run(signal);
        return;
      } catch (error) {
        if (signal.aborted) return;
        const pauseMs = backoffMs(failures, PAUSES, draw());
        const seconds = Math.ceil(pauseMs / 1_000);
        this.say(
          'warn',
          `the next attempt follows in ${seconds} s, because this one has failed: ${textOf(error)}`,
        );
        await sleep(pauseMs, signal).catch(() => undefined);
      }
    }
  }

  private async once(signal: AbortSignal): Promise<SyncResult> {
    const { endpointUrl, mode } = this.parts.subscriptions;
    const wanted = { endpointUrl, topics: this.topics(), secrets: await this.secrets() };
    if (!leadsTo(this.parts.routePath(), endpointUrl)) {
      this.say(
        'warn',
        `the path of "endpointUrl" is ${new URL(endpointUrl).pathname}, and the route is at ${this.parts.routePath()}. Unless a proxy changes the path, no delivery arrives.`,
      );
    }
    let found = await this.list(signal);
    let created: readonly WebhookSubscription[] = [];
    let refused: readonly WrongSubscription[] = [];
    if (mode === 'create' && missingIn(found, wanted).length > 0) {
      const key = leaseKey(this.parts.account, normalized(endpointUrl));
      const create = (isInTime: () => boolean) => this.create(wanted, isInTime, signal);
      ({ created, refused } = await underLease(this.parts.leases, key, create, signal));
      found = withAll(await this.list(signal), created);
    }
    const wrong = judgeSubscriptions(found, wanted).map(
      (one) => refused.find(({ topic }) => topic === one.topic) ?? one,
    );
    const isMade = (topic: string): boolean => created.some((one) => one.topic === topic);
    const result = {
      created: wanted.topics.filter(isMade),
      kept: wanted.topics.filter((topic) => !isMade(topic) && !wrong.some((one) => one.topic === topic)),
      wrong: wrong.map(({ topic }) => topic),
    };
    for (const { level, text } of reportOn(result.created, wrong, this.parts.leases !== undefined))
      this.say(level, text);
    return result;
  }

  /** Lists once more first: another process may just have had the lease. */
  private async create(wanted: WantedSubscriptions, isInTime: () => boolean, signal: AbortSignal) {
    const created: WebhookSubscription[] = [];
    const refused: WrongSubscription[] = [];
    for (const topic of missingIn(await this.list(signal), wanted)) {
      if (!isInTime()) throw new Error('Subscribing takes longer than a minute, so others get their turn.');
      const subscription = {
        endpoint_url: wanted.endpointUrl,
        topic,
        secret_key: wanted.secrets[0],
      };
      try {
        const options = { signal, priority: 'background', timeoutMs: 30_000 } as const;
        const { id } = await this.parts.client.webhooks.create(subscription, options);
        created.push({ id, endpoint_url: wanted.endpointUrl, topic });
      } catch (error) {
        if (!(error instanceof ApiBadRequestError || error instanceof ApiUnprocessableError)) throw error;
        refused.push({ topic, is: 'wrong', text: `is refused: ${error.message}`, hasOtherSecret: false });
      }
    }
    return { created, refused };
  }

  private list(signal: AbortSignal): Promise<WebhookSubscription[]> {
    return this.parts.client.webhooks.list({}, { signal, priority: 'background' }).toArray();
  }

  /** Handlers of all events say nothing of what is wanted, unless there are no others. */
  private topics(): readonly string[] {
    const { topics = 'handled' } = this.parts.subscriptions;
    if (topics !== 'handled') return [...new Set(topics)];
    const handled = new Set(this.parts.handlers().flatMap((handler) => handler.topics));
    const isEverything = handled.delete('*') && handled.size === 0;
    return isEverything ? WEBHOOK_TOPICS : [...handled];
  }

  private async secrets(): Promise<readonly string[]> {
    const { secrets } = this.parts;
    const given = typeof secrets === 'function' ? await secrets({ tenant: undefined }) : secrets;
    const { value, problem } = secretsOf(given);
    if (problem !== undefined) throw new Error(`The option "secrets" cannot be used; ${problem}`);
    if (value.length === 0) throw new Error('The option "secrets" gives no secret to subscribe with.');
    return value;
  }

  private say(level: 'log' | 'warn', text: string): void {
    quietly(() => this.parts.logger[level](`Subscriptions: ${text}`));
  }
}

function missingIn(found: readonly WebhookSubscription[], wanted: WantedSubscriptions): string[] {
  return judgeSubscriptions(found, wanted)
    .filter(({ is }) => is === 'missing')
    .map(({ topic }) => topic);
}

/** A list may lag behind what was just created. */
function withAll(
  list: readonly WebhookSubscription[],
  created: readonly WebhookSubscription[],
): WebhookSubscription[] {
  return [...list, ...created.filter(({ id }) => !list.some((one) => one.id === id))];
}
