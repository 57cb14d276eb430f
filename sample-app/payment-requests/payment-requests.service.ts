import { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import {
  distinctUntilChanged,
  exhaustMap,
  firstValueFrom,
  map,
  type Observable,
  takeWhile,
  timer,
} from 'rxjs';
import type { NewPaymentRequest, PaymentRequest } from './payment-request.js';

/**
 * How often a pending payment request is polled, in milliseconds. Each poll uses up a part of the rate
 * budget.
 */
const LOOK_EVERY_MS = 2_000;

@Injectable()
export class PaymentRequestsService {
  constructor(private readonly http: HttpService) {}

  create(request: NewPaymentRequest): Promise<PaymentRequest> {
    return firstValueFrom(
      this.http.post<PaymentRequest>('/payments/request', request).pipe(map(({ data }) => data)),
    );
  }

  find(id: string): Observable<PaymentRequest> {
    const path = `/payments/request/${encodeURIComponent(id)}`;
    return this.http.get<PaymentRequest>(path).pipe(map(({ data }) => data));
  }

  /**
   * Emits each status in turn until the request is no longer pending. No webhook reports payment requests, so
   * it polls.
   */
  follow(id: string): Observable<PaymentRequest> {
    return timer(0, LOOK_EVERY_MS).pipe(
      exhaustMap(() => this.find(id)),
      distinctUntilChanged((before, now) => before.status === now.status),
      takeWhile(({ status }) => status === 'pending', true),
    );
  }
}
