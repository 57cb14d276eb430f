import { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import { firstValueFrom, map } from 'rxjs';
import type { Page } from '../customers/customer.js';
import type { Invoice, NewInvoice } from './invoice.js';
import { withScheme } from './payment-link.js';

@Injectable()
export class InvoicesService {
  constructor(private readonly http: HttpService) {}

  /**
   * Opens an invoice. The API has no key that would make a second attempt harmless, and the module never
   * repeats a POST whose outcome is unknown. Check the list before you send it again.
   */
  open(invoice: NewInvoice): Promise<Invoice> {
    return firstValueFrom(this.http.post<Invoice>('/invoices', invoice).pipe(map(({ data }) => data)));
  }

  listOf(customerId?: string): Promise<Page<Invoice>> {
    const params = { customer_id: customerId };
    return firstValueFrom(
      this.http.get<Page<Invoice>>('/invoices', { params }).pipe(map(({ data }) => data)),
    );
  }

  /** Returns the address at which the customer pays the invoice. */
  paymentLink(id: string): Promise<string> {
    const path = `/invoices/${encodeURIComponent(id)}/payment-link`;
    return firstValueFrom(this.http.get<{ url: string }>(path).pipe(map(({ data }) => withScheme(data.url))));
  }
}
