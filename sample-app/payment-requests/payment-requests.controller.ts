import { Body, Controller, Get, type MessageEvent, Param, Post, Sse, UseFilters } from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import { ApiErrorFilter } from '../api-error.filter.js';
import type { NewPaymentRequest, PaymentRequest } from './payment-request.js';
import { PaymentRequestsService } from './payment-requests.service.js';

@Controller('payment-requests')
@UseFilters(ApiErrorFilter)
export class PaymentRequestsController {
  constructor(private readonly paymentRequests: PaymentRequestsService) {}

  @Post()
  create(@Body() request: NewPaymentRequest): Promise<PaymentRequest> {
    return this.paymentRequests.create(request);
  }

  @Get(':id')
  find(@Param('id') id: string): Observable<PaymentRequest> {
    return this.paymentRequests.find(id);
  }

  /** A stream of server-sent events that ends once the request is paid. */
  @Sse(':id/follow')
  follow(@Param('id') id: string): Observable<MessageEvent> {
    return this.paymentRequests.follow(id).pipe(map((request) => ({ data: request })));
  }
}
