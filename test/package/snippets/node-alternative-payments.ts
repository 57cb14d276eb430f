// What the migration page uses of `@wyre-technology/node-alternative-payments` 1.0.0, as that declares it. It is in no
// public registry, so that it cannot be installed here.

interface Invoice {
  id: string;
  customer_id: string;
  due_date: string;
  amount?: number;
}

export declare class NotFoundError extends Error {}

export declare class ValidationError extends Error {
  errors: Array<{ field: string; message: string }>;
}

export declare class AlternativePaymentsClient {
  constructor(config: { clientId: string; clientSecret: string; environment?: 'production' | 'demo' });
  readonly customers: { get(id: string): Promise<{ id: string; name: string }> };
  readonly invoices: {
    list(params?: { status?: string; after?: string }): Promise<{ data: Invoice[]; next_cursor?: string }>;
    create(data: {
      customer_id: string;
      currency: string;
      due_date: string;
      line_items: Array<{ description: string; amount: number; quantity?: number }>;
    }): Promise<Invoice>;
    getPaymentLink(id: string): Promise<{ url: string }>;
  };
}
