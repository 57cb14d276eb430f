import { Readable } from 'node:stream';
import type { AxiosRequestConfig } from 'axios';
import fc from 'fast-check';
import { CALL_HEADER, FOREIGN_AUTHORIZATION } from './network.js';
import { PAYOUTS } from './server.js';

/** A call of the API as its caller makes it. */
export interface CallPlan {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** A stream can be sent but once. */
  readonly body: 'none' | 'json' | 'form' | 'stream';
  /** It goes to the endpoint that may reject every token. */
  readonly isToPayouts?: true;
  readonly replay?: false;
  readonly retry?: false;
  /** The caller brings an Authorization of its own. */
  readonly isForeign?: true;
  /** No status is an error to this caller. */
  readonly acceptsAll?: true;
  readonly giveUp?: { readonly afterMs: number; readonly by: 'signal' | 'unsubscribe' };
}

/** What anybody can ask for. */
export const PLAIN_GET: CallPlan = { method: 'GET', body: 'none' };

const seldom = fc.constantFrom(undefined, undefined, undefined, false as const);

export const callPlans: fc.Arbitrary<CallPlan> = fc
  .record({
    method: fc.constantFrom('GET', 'GET', 'POST', 'POST', 'DELETE'),
    body: fc.constantFrom('json', 'json', 'form', 'stream'),
    replay: seldom,
    retry: seldom,
    isToPayouts: fc.constantFrom(undefined, undefined, undefined, undefined, undefined, true as const),
    isForeign: fc.constantFrom(undefined, undefined, undefined, undefined, true as const),
    acceptsAll: fc.constantFrom(undefined, undefined, undefined, true as const),
    giveUp: fc.option(
      fc.record({
        afterMs: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 15_000 })),
        by: fc.constantFrom('signal', 'unsubscribe'),
      }),
      { nil: undefined, freq: 3 },
    ),
  })
  .map((plan) => (plan.method === 'POST' ? plan : { ...plan, body: 'none' })) as fc.Arbitrary<CallPlan>;

/** The call as it is handed to axios. */
export function configOf(plan: CallPlan, id: string, signal: AbortSignal): AxiosRequestConfig {
  return {
    method: plan.method,
    url: plan.isToPayouts ? PAYOUTS : '/invoices',
    headers: { [CALL_HEADER]: id, ...(plan.isForeign && { Authorization: FOREIGN_AUTHORIZATION }) },
    data: bodyOf(plan, id),
    signal: plan.giveUp?.by === 'signal' ? signal : undefined,
    alternativePayments: { replay: plan.replay, retry: plan.retry },
    ...(plan.acceptsAll && { validateStatus: () => true }),
  };
}

function bodyOf({ body }: CallPlan, id: string): unknown {
  if (body === 'json') return { id, amount: 1_250 };
  if (body === 'form') return new URLSearchParams({ id, amount: '1250' });
  if (body === 'stream') return Readable.from([id]);
  return undefined;
}
