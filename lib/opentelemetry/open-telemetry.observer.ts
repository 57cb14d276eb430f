import type { Attributes, Span, SpanContext, Tracer } from '@opentelemetry/api';
import type { TokenEvent } from '../observation/token-events.js';
import type {
  CallRecord,
  DeliveryRecord,
  Observer,
  Subject,
  TokenRequestRecord,
  WaitReason,
  WorkRecord,
} from '../wing.js';
import {
  ATTRIBUTES,
  callAttributes,
  callSpanAttributes,
  endOfCall,
  endOfDelivery,
  endOfTokenRequest,
  failure,
  methodOf,
  spanAttributes,
  tenantOf,
  tokenAttributes,
  topicOf,
  waitsOfCall,
  workAttributes,
} from './attributes.js';
import { errorTypeOf } from './error-type.js';
import type { OpenTelemetryApi } from './load-api.js';
import type { Measures } from './measures.js';
import { SCOPE } from './scope.js';

const WAITS: readonly WaitReason[] = ['account', 'token', 'slot', 'pause'];

/** Makes spans and metrics of what happens. A tracer may be got before the SDK starts. */
export class OpenTelemetryObserver implements Observer {
  private known?: Tracer;

  constructor(
    private readonly api: OpenTelemetryApi,
    private readonly measures: Measures,
    private readonly isTenantShown: boolean,
  ) {}

  /** It is asked for at the first call, where an SDK that throws harms nobody. */
  private get tracer(): Tracer {
    return (this.known ??= this.api.trace.getTracer(...SCOPE));
  }

  /** The attempts of a call are the host's to trace, with its instrumentation of HTTP. */
  async call<T>(record: CallRecord, run: () => Promise<T>): Promise<T> {
    const { context, propagation, trace } = this.api;
    const measures = this.measures.present();
    const account = { [ATTRIBUTES.account]: record.account };
    const span = this.tracer.startSpan(`AlternativePayments ${record.operation ?? methodOf(record)}`, {
      attributes: { ...callAttributes(record), ...callSpanAttributes(record, this.isTenantShown) },
    });
    // What the host carries along for its own services is none of the vendor's business.
    const around = propagation.deleteBaggage(trace.setSpan(context.active(), span));
    const startedAt = performance.now();
    let errorType: string | undefined;
    measures.callActive.add(1, account);
    try {
      return await context.with(around, run);
    } catch (error) {
      if (!record.isCancelled) errorType = errorTypeOf(error);
      throw error;
    } finally {
      measures.callActive.add(-1, account);
      // The account of a tenant may have turned out to be elsewhere than it was thought to be.
      const attributes = { ...callAttributes(record), ...endOfCall(record, errorType) };
      if (span.isRecording()) {
        span.setAttributes({
          ...attributes,
          ...callSpanAttributes(record, this.isTenantShown),
          ...waitsOfCall(record),
        });
      }
      this.end(span, errorType !== undefined);
      this.measureCall(record, secondsSince(startedAt), attributes);
    }
  }

  /** It is a trace of its own, since many callers share the request and most requests have none. */
  async tokenRequest<T>(record: TokenRequestRecord, run: () => Promise<T>): Promise<T> {
    const { context, trace, ROOT_CONTEXT } = this.api;
    const start = tokenAttributes(record);
    const cause = record.cause as SpanContext | undefined;
    const span = this.tracer.startSpan(
      'AlternativePayments token',
      {
        attributes: { ...start, ...spanAttributes(record, this.isTenantShown) },
        ...(cause !== undefined && { links: [{ context: cause }] }),
      },
      ROOT_CONTEXT,
    );
    const startedAt = performance.now();
    try {
      return await context.with(trace.setSpan(ROOT_CONTEXT, span), run);
    } finally {
      const end = endOfTokenRequest(record, record.code);
      if (span.isRecording()) span.setAttributes(end);
      this.end(span, record.code !== undefined);
      if (record.isGivenUp !== true)
        this.measures.present().tokenRequestDuration.record(secondsSince(startedAt), { ...start, ...end });
    }
  }

  cause(): SpanContext | undefined {
    const { context, trace } = this.api;
    const active = trace.getSpanContext(context.active());
    return active !== undefined && trace.isSpanContextValid(active) ? active : undefined;
  }

  tokenEvent({ type }: TokenEvent, { account }: Subject): void {
    const { tokenExpirations, tokenInvalidations } = this.measures.present();
    if (type === 'expired') tokenExpirations.add(1, { [ATTRIBUTES.account]: account });
    if (type === 'invalidated') tokenInvalidations.add(1, { [ATTRIBUTES.account]: account });
  }

  async delivery<T>(record: DeliveryRecord, run: () => Promise<T>): Promise<T> {
    const { context, trace } = this.api;
    const account = { [ATTRIBUTES.account]: record.account };
    const span = this.tracer.startSpan('AlternativePayments webhook', { attributes: account });
    const startedAt = performance.now();
    try {
      return await context.with(trace.setSpan(context.active(), span), run);
    } finally {
      const { status = 500, topic, tenant } = record;
      const end = endOfDelivery(record);
      if (span.isRecording()) {
        if (topic !== undefined) span.updateName(`AlternativePayments webhook ${topicOf(topic)}`);
        span.setAttributes({
          ...end,
          ...tenantOf(tenant, this.isTenantShown),
          [ATTRIBUTES.status]: status,
        });
      }
      // What is refused is the mistake of its sender, and not of this application.
      this.end(span, status >= 500);
      const { webhooksReceived, webhookDuration } = this.measures.present();
      webhooksReceived.add(1, { ...account, ...end });
      webhookDuration.record(secondsSince(startedAt), { ...account, ...end });
    }
  }

  worked(record: WorkRecord): void {
    const { webhooksFailed, webhooksHandled, webhooksRepeated } = this.measures.present();
    const attributes = workAttributes(record);
    if (record.result === 'handled') webhooksHandled.add(1, attributes);
    if (record.result === 'repeated') webhooksRepeated.add(1, attributes);
    if (record.result === 'failed' || record.result === 'store away')
      webhooksFailed.add(1, { ...attributes, ...failure(errorTypeOf(record.error)) });
  }

  private end(span: Span, hasFailed: boolean): void {
    if (hasFailed) span.setStatus({ code: this.api.SpanStatusCode.ERROR });
    span.end();
  }

  private measureCall(record: CallRecord, seconds: number, attributes: Attributes): void {
    const { callDuration, callWait, callResends } = this.measures.present();
    const account = { [ATTRIBUTES.account]: record.account };
    callDuration.record(seconds, attributes);
    for (const reason of WAITS) {
      const waitedMs = record.waitedMs[reason];
      if (waitedMs > 0) {
        callWait.record(waitedMs / 1_000, {
          ...account,
          [ATTRIBUTES.waitReason]: reason,
          [ATTRIBUTES.priority]: record.priority,
        });
      }
    }
    for (const reason of record.resends) {
      callResends.add(1, {
        ...account,
        [ATTRIBUTES.method]: methodOf(record),
        [ATTRIBUTES.resendReason]: reason,
      });
    }
  }
}

function secondsSince(startedAtMs: number): number {
  return (performance.now() - startedAtMs) / 1_000;
}
