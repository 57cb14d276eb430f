import type { Logger } from '@nestjs/common';
import { textOf } from '../errors/text-of.js';
import { quietly } from '../logging/quietly.js';
import { type BearerSecrets, bearerOf } from './bearer-secrets.js';
import { addFacts } from '../observation/add-facts.js';
import type { DeliveryRecord } from '../observation/observer.js';
import type { Deliveries } from './deliveries.js';
import { type Answer, type HostResponse, takeResponse } from './own-answer.js';
import type { ObservedDeliveries } from './observed-deliveries.js';
import { readDelivery } from './read-delivery.js';
import { answerOf, LATER } from './receipt.js';
import { type HostRequest, rawOf, readBody } from './request-body.js';

/** How often at most the log tells that deliveries are refused, in milliseconds. */
const REFUSALS_MS = 60_000;

/** What a route needs from its registration. */
interface WebhookRouteParts {
  readonly account: string;
  /** Whether the path names the tenant. */
  readonly hasTenant: boolean;
  readonly secrets: BearerSecrets;
  readonly maxBodyBytes: number;
  readonly deliveries: Pick<Deliveries, 'receive'>;
  readonly logger: Logger;
  readonly observed?: ObservedDeliveries;
}

/** Answers deliveries as they arrive. */
export class WebhookRoute {
  private readonly answers = new WeakMap<HostRequest, Promise<void>>();
  private notedAtMs: Readonly<Record<string, number>> = {};

  constructor(private readonly parts: WebhookRouteParts) {}

  /** Answers a request, and only once: an interceptor of the host may ask for it again. It never rejects. */
  answer(request: HostRequest, response: HostResponse): Promise<void> {
    const known = this.answers.get(request);
    if (known !== undefined) return known;
    const respond = takeResponse(response);
    const record: DeliveryRecord = { account: this.parts.account };
    const answered = this.observed(record, async () => {
      const answer = await this.answerTo(request, record).catch((error: unknown) => this.surprise(error));
      addFacts(record, (facts) => (facts.status = answer.status));
      return answer;
    }).then(respond);
    this.answers.set(request, answered);
    return answered;
  }

  private observed(record: DeliveryRecord, run: () => Promise<Answer>): Promise<Answer> {
    return this.parts.observed?.answer(record, run) ?? run();
  }

  private async answerTo(request: HostRequest, record: DeliveryRecord): Promise<Answer> {
    const { account, hasTenant, secrets, maxBodyBytes, deliveries } = this.parts;
    const receivedAt = new Date();
    const name = hasTenant ? request.params?.['tenant'] : undefined;
    let isAccepted: boolean;
    try {
      isAccepted = await secrets.accept(bearerOf(rawOf(request)), hasTenant ? { name } : undefined);
    } catch (error) {
      this.note(
        `Deliveries are answered with 503, because the function "secrets" has failed: ${textOf(error)}`,
      );
      return answerOf(LATER);
    }
    if (!isAccepted) {
      this.note(
        'Deliveries are answered with 401, because they do not carry one of the secrets in their Authorization header. ' +
          'Compare the secrets of the subscriptions with the option "secrets".',
      );
      return { status: 401 };
    }
    if (hasTenant) addFacts(record, (facts) => (facts.tenant = name as string));
    const body = await readBody(request, maxBodyBytes);
    if (body.problem !== undefined) return this.refusal(body.problem);
    const { value, problem } = readDelivery(body.value, {
      account,
      tenant: name as string | undefined,
      receivedAt,
    });
    if (problem !== undefined) return this.refusal({ status: 400, text: problem });
    addFacts(record, (facts) => (facts.topic = String(value.body['topic'])));
    return answerOf(await deliveries.receive(value));
  }

  /** A parser of the host may have made of the body what no JSON can be. */
  private surprise(error: unknown): Answer {
    this.note(`Deliveries are answered with 500: ${textOf(error)}`);
    return answerOf({ status: 500 });
  }

  private refusal(answer: Answer): Answer {
    this.note(`Deliveries are answered with ${answer.status}: ${answer.text}`);
    return answer;
  }

  /** Says it at most once a minute, since anybody can send requests. */
  private note(text: string): void {
    const now = performance.now();
    if (now - (this.notedAtMs[text] ?? -Infinity) < REFUSALS_MS) return;
    this.notedAtMs = { ...this.notedAtMs, [text]: now };
    quietly(() => this.parts.logger.warn(`${text} (This is not said again for a minute.)`));
  }
}
