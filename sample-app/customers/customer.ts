/** A customer as the API answers it; every field may be missing, and more may come. */
export interface Customer {
  readonly id: string;
  readonly name?: string;
  readonly email?: string;
  readonly external_id?: string;
  readonly created_at?: string;
}

/** What the API needs to create one. `external_id` is unique, which makes creating it again harmless. */
export interface NewCustomer {
  readonly name: string;
  readonly email: string;
  readonly external_id?: string;
}

/** Which customers to list. */
export interface CustomerFilter {
  readonly company_name?: string;
  readonly limit?: string;
  /** `end_cursor` of the page before. */
  readonly after?: string;
}

/** One page of a list. */
export interface Page<T> {
  readonly data: T[];
  readonly end_cursor?: string;
  readonly has_next_page?: boolean;
}
