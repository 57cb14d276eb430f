import { Body, Controller, Get, type MessageEvent, Param, Post, Sse } from '@nestjs/common';
import { type AlternativePayments, AlternativePaymentsClient } from 'nestjs-alternative-payments';
import { distinctUntilChanged, exhaustMap, map, type Observable, takeWhile, timer } from 'rxjs';
import { id } from '../common/id.js';
import { Origin } from '../demo/origin.js';
import { type NewPaymentRequest, newPaymentRequest } from './payment-request.js';

/**
 * How often a pending payment request is polled, in milliseconds. Each poll uses up a part of the rate
 * budget.
 */
const LOOK_EVERY_MS = 2_000;

@Controller('payment-requests')
export class PaymentRequestsController {
  constructor(
    private readonly api: AlternativePaymentsClient,
    private readonly origin: Origin,
  ) {}

  /** Requests a payment and returns the address at which it can be followed. */
  @Post()
  async create(
    @Body({ schema: newPaymentRequest }) request: NewPaymentRequest,
  ): Promise<AlternativePayments.PaymentRequest & { follow: string }> {
    const created = await this.api.paymentRequests.create(request);
    return { ...created, follow: `${this.origin.url}/payment-requests/${created.id}/follow` };
  }

  @Get(':id')
  find(@Param('id', { schema: id }) requestId: string): Promise<AlternativePayments.PaymentRequest> {
    return this.api.paymentRequests.get(requestId);
  }

  /**
   * A stream of server-sent events, one for each status in turn, that ends once the request is no longer
   * pending. No webhook reports payment requests, so it polls.
   */
  @Sse(':id/follow')
  follow(@Param('id', { schema: id }) requestId: string): Observable<MessageEvent> {
    return timer(0, LOOK_EVERY_MS).pipe(
      exhaustMap(() => this.api.paymentRequests.get(requestId)),
      distinctUntilChanged((before, now) => before.status === now.status),
      takeWhile(({ status }) => status === 'pending', true),
      map((request) => ({ data: request })),
    );
  }
}
