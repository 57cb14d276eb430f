import { Body, Controller, Get, type MessageEvent, Param, Post, Sse, UseFilters } from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import { ApiErrorFilter } from '../common/api-error.filter.js';
import { id } from '../common/id.js';
import { Origin } from '../demo/origin.js';
import { type NewPaymentRequest, newPaymentRequest, type PaymentRequest } from './payment-request.js';
import { PaymentRequestsService } from './payment-requests.service.js';

@Controller('payment-requests')
@UseFilters(ApiErrorFilter)
export class PaymentRequestsController {
  constructor(
    private readonly paymentRequests: PaymentRequestsService,
    private readonly origin: Origin,
  ) {}

  /** Requests a payment and returns the address at which it can be followed. */
  @Post()
  async create(
    @Body({ schema: newPaymentRequest }) request: NewPaymentRequest,
  ): Promise<PaymentRequest & { follow: string }> {
    const created = await this.paymentRequests.create(request);
    return { ...created, follow: `${this.origin.url}/payment-requests/${created.id}/follow` };
  }

  @Get(':id')
  find(@Param('id', { schema: id }) requestId: string): Observable<PaymentRequest> {
    return this.paymentRequests.find(requestId);
  }

  /** A stream of server-sent events that ends once the request is paid. */
  @Sse(':id/follow')
  follow(@Param('id', { schema: id }) requestId: string): Observable<MessageEvent> {
    return this.paymentRequests.follow(requestId).pipe(map((request) => ({ data: request })));
  }
}
