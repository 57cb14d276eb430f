import { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import { firstValueFrom, map } from 'rxjs';
import type { Customer, CustomerFilter, NewCustomer, Page } from './customer.js';

/** The customers of the account that the importing module is bound to. No code here deals with tokens. */
@Injectable()
export class CustomersService {
  constructor(private readonly http: HttpService) {}

  list(filter: CustomerFilter): Promise<Page<Customer>> {
    return firstValueFrom(
      this.http.get<Page<Customer>>('/customers', { params: filter }).pipe(map(({ data }) => data)),
    );
  }

  find(id: string): Promise<Customer> {
    const path = `/customers/${encodeURIComponent(id)}`;
    return firstValueFrom(this.http.get<Customer>(path).pipe(map(({ data }) => data)));
  }

  create(customer: NewCustomer): Promise<Customer> {
    return firstValueFrom(this.http.post<Customer>('/customers', customer).pipe(map(({ data }) => data)));
  }
}
