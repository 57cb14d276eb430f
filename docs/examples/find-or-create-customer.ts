import { Injectable } from '@nestjs/common';
import {
  type AlternativePayments,
  AlternativePaymentsClient,
  ApiBadRequestError,
  isOutcomeUnknown,
} from 'nestjs-alternative-payments';

type Customer = AlternativePayments.Customer;

/** A customer as your own system knows it. */
type WantedCustomer = AlternativePayments.CreateCustomer & {
  external_id: string;
};

@Injectable()
export class CustomerDirectory {
  constructor(private readonly api: AlternativePaymentsClient) {}

  /** The customer with this `external_id`, who is created if there is none. */
  async findOrCreate(wanted: WantedCustomer): Promise<Customer> {
    try {
      return await this.api.customers.create(wanted);
    } catch (error) {
      const isRefused = error instanceof ApiBadRequestError;
      if (!isRefused && !isOutcomeUnknown(error)) throw error;
      const existing = await this.find(wanted.external_id);
      if (existing !== undefined) return existing;
      throw isRefused ? nobodyFound(wanted.external_id, error) : error;
    }
  }

  /** Walks through all customers, because no filter by `external_id` is known. */
  private async find(externalId: string): Promise<Customer | undefined> {
    for await (const customer of this.api.customers.list())
      if (customer.external_id === externalId) return customer;
    return undefined;
  }
}

function nobodyFound(externalId: string, cause: ApiBadRequestError): Error {
  return new Error(
    `The API refused to create a customer (${cause.apiMessage ?? 'it gave no reason'}), ` +
      `and no customer in its list has the external_id "${externalId}". ` +
      'If the id is said to be taken, an archived customer may hold it: choose another one, or ask the vendor.',
    { cause },
  );
}
