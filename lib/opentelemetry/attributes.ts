import type { Attributes } from '@opentelemetry/api';
import { isKnown } from '../api/types/open.js';
import { WEBHOOK_TOPICS } from '../api/types/webhook.js';
import type { CallRecord, DeliveryRecord, Subject, TokenRequestRecord, WorkRecord } from '../wing.js';
import { OTHER, statusOf } from './error-type.js';

/** The attributes of spans and metrics, and where each of them stands. */
export const ATTRIBUTES = {
  method: 'http.request.method',
  address: 'server.address',
  port: 'server.port',
  status: 'http.response.status_code',
  errorType: 'error.type',
  account: 'alternative_payments.account',
  tenant: 'alternative_payments.tenant',
  environment: 'alternative_payments.environment',
  operation: 'alternative_payments.operation',
  outcome: 'alternative_payments.outcome',
  attempts: 'alternative_payments.call.attempts',
  priority: 'alternative_payments.call.priority',
  waitAccount: 'alternative_payments.call.wait.account',
  waitToken: 'alternative_payments.call.wait.token',
  waitSlot: 'alternative_payments.call.wait.slot',
  waitPause: 'alternative_payments.call.wait.pause',
  tokenReason: 'alternative_payments.token.reason',
  tokenSource: 'alternative_payments.token.source',
  tokenState: 'alternative_payments.token.state',
  waitReason: 'alternative_payments.wait.reason',
  resendReason: 'alternative_payments.resend.reason',
  topic: 'alternative_payments.webhook.topic',
} as const;

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'CONNECT', 'TRACE'] as const;

/** The method, if HTTP knows it. */
export function methodOf({ method }: Pick<CallRecord, 'method'>): string {
  return isKnown(METHODS, method) ? method : OTHER;
}

/** The topic, if the vendor's documents know it. */
export function topicOf(topic: string): string {
  return isKnown(WEBHOOK_TOPICS, topic) ? topic : OTHER;
}

/** What is known of a call when it begins, and stands on its metrics as well. */
export function callAttributes(record: CallRecord): Attributes {
  return {
    [ATTRIBUTES.method]: methodOf(record),
    [ATTRIBUTES.address]: addressOf(record, false),
    [ATTRIBUTES.port]: record.port,
    [ATTRIBUTES.account]: record.account,
    ...(record.operation !== undefined && { [ATTRIBUTES.operation]: record.operation }),
  };
}

/** How a call ended. */
export function endOfCall(
  { status, isOutcomeUnknown }: CallRecord,
  errorType: string | undefined,
): Attributes {
  const known = statusOf(status);
  return {
    ...(known !== undefined && { [ATTRIBUTES.status]: known }),
    ...failure(errorType),
    ...(isOutcomeUnknown && { [ATTRIBUTES.outcome]: 'unknown' }),
  };
}

/** What stands on the span of a call alone, once it has ended. */
export function waitsOfCall({ attempts, priority, waitedMs }: CallRecord): Attributes {
  const { account, token, slot, pause } = waitedMs;
  return {
    [ATTRIBUTES.attempts]: attempts,
    [ATTRIBUTES.priority]: priority,
    // Only the call of a tenant ever waits for its account.
    ...(account > 0 && { [ATTRIBUTES.waitAccount]: account / 1_000 }),
    [ATTRIBUTES.waitToken]: token / 1_000,
    [ATTRIBUTES.waitSlot]: slot / 1_000,
    [ATTRIBUTES.waitPause]: pause / 1_000,
  };
}

/** What stands on the span of a call, but on none of its metrics. */
export function callSpanAttributes(record: CallRecord, isTenantShown: boolean): Attributes {
  return {
    ...spanAttributes(record, isTenantShown),
    [ATTRIBUTES.address]: addressOf(record, isTenantShown),
  };
}

/** A tenant may have an address of its own, which says who it is, and of which there may be any number. */
function addressOf({ tenant, environment, address }: Subject, isTenantShown: boolean): string {
  const isHidden = tenant !== undefined && environment === 'custom' && !isTenantShown;
  return isHidden ? OTHER : address;
}

/** What stands on spans alone. */
export function spanAttributes({ environment, tenant }: Subject, isTenantShown: boolean): Attributes {
  return { [ATTRIBUTES.environment]: environment, ...tenantOf(tenant, isTenantShown) };
}

export function tenantOf(tenant: string | undefined, isTenantShown: boolean): Attributes {
  return isTenantShown && tenant !== undefined ? { [ATTRIBUTES.tenant]: tenant } : {};
}

/** An attempt to obtain a token. */
export function tokenAttributes({ account, reason }: TokenRequestRecord): Attributes {
  return { [ATTRIBUTES.account]: account, [ATTRIBUTES.tokenReason]: reason };
}

export function endOfTokenRequest({ source }: TokenRequestRecord, errorType: string | undefined): Attributes {
  return { ...(source !== undefined && { [ATTRIBUTES.tokenSource]: source }), ...failure(errorType) };
}

/** A request at the route for webhooks, once it is answered. */
export function endOfDelivery({ topic, status = 500 }: DeliveryRecord): Attributes {
  return {
    ...(topic !== undefined && { [ATTRIBUTES.topic]: topicOf(topic) }),
    ...failure(status >= 400 ? String(statusOf(status) ?? OTHER) : undefined),
  };
}

export function workAttributes({ account, topic }: WorkRecord): Attributes {
  return { [ATTRIBUTES.account]: account, [ATTRIBUTES.topic]: topicOf(topic) };
}

export function failure(errorType: string | undefined): Attributes {
  return errorType === undefined ? {} : { [ATTRIBUTES.errorType]: errorType };
}
