import type { Instant, PageParams } from './page-params.js';

/**
 * A customer of yours. Stated in the vendor's reference, which promises no field to be present. There is no
 * status and no time of the last change.
 */
export interface Customer {
  readonly id: string;
  readonly name?: string;
  readonly legal_name?: string;
  readonly email?: string;
  /** The identifier in your own system. No two of your customers have the same. */
  readonly external_id?: string;
  readonly customer_integration_id?: string;
  readonly default_payment_method_id?: string;
  /** Tax number of the company. */
  readonly ein?: string;
  readonly street_address?: string;
  /** Suite, floor or apartment. */
  readonly sub_premise?: string;
  readonly city?: string;
  readonly state?: string;
  readonly postal_code?: string;
  readonly country?: string;
  /** Time of creation. The reference states no format. */
  readonly created_at?: string;
}

/**
 * A new customer. Stated in the vendor's reference, which requires nothing; its guide requires `name` and
 * `email`.
 */
export interface CreateCustomer {
  name: string;
  email: string;
  /**
   * The identifier in your own system. One that another customer has is refused with a 400, as observed on the
   * live service, so it makes creation safe to repeat.
   */
  external_id?: string;
  /** Unconfirmed: clients send it; the reference does not name it for creation. */
  street_address?: string;
  /** Suite, floor or apartment. Unconfirmed: answers have it; the reference does not name it for creation. */
  sub_premise?: string;
  /** Unconfirmed: clients send it; the reference does not name it for creation. */
  city?: string;
  /** Unconfirmed: clients send it; the reference does not name it for creation. */
  state?: string;
  /** Unconfirmed: clients send it; the reference does not name it for creation. */
  postal_code?: string;
  /** Unconfirmed: clients send it; the reference does not name it for creation. */
  country?: string;
}

/** Filters of customers. Stated in the vendor's reference. A filter by `external_id` is not known. */
export interface CustomerListParams extends PageParams {
  company_name?: string;
  created_at_start?: Instant;
  created_at_end?: Instant;
}

/** A person who acts for a customer. Unconfirmed: the fields come from clients. */
export interface CustomerUser {
  readonly id: string;
  readonly email?: string;
  readonly first_name?: string;
  readonly last_name?: string;
}

/** A new person for a customer. Unconfirmed: the fields come from clients, and which are required is unknown. */
export interface CreateCustomerUser {
  email?: string;
  first_name?: string;
  last_name?: string;
}
