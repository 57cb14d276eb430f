// A compiler that writes declarations, as that of a generated application of Nest 12 does, has to name every type that it
// infers. It finds those of the API in an entry of their own.
import type { AlternativePaymentsClient } from 'nestjs-alternative-payments';

export class Billing {
  constructor(private readonly api: AlternativePaymentsClient) {}

  async customers() {
    const { data } = await this.api.customers.list();
    return data;
  }

  invoice(id: string) {
    return this.api.invoices.get(id);
  }

  pay(id: string) {
    return this.api.paymentRequests.get(id).withResponse();
  }
}
