import { entity, entityOrNothing } from '../calls/answers.js';
import type { ApiCallOptions } from '../calls/call-options.js';
import type { ApiPromise } from '../calls/api-promise.js';
import type { Calls } from '../calls/calls.js';
import type { PagePromise } from '../calls/page-promise.js';
import type {
  CreateCustomer,
  CreateCustomerUser,
  Customer,
  CustomerListParams,
  CustomerUser,
} from '../types/index.js';

/** The customers of the partner, and the people who may pay for them. */
export interface Customers {
  /**
   * Lists customers. It needs the scope `customers:read`.
   *
   * @example
   * for await (const customer of api.customers.list({ company_name: 'Acme' })) console.log(customer.email);
   */
  list(params?: CustomerListParams, options?: ApiCallOptions): PagePromise<Customer>;

  /**
   * Reads one customer. It probably needs the scope `customers:read`.
   *
   * @throws ApiNotFoundError if there is none with that id in this environment
   */
  get(id: string, options?: ApiCallOptions): ApiPromise<Customer>;

  /**
   * Creates a customer. It probably needs the scope `customers:write`. Two customers cannot have one
   * `external_id`, which makes it safe to create a customer again after an unknown outcome.
   *
   * @throws ApiBadRequestError if the `external_id` is used already
   */
  create(customer: CreateCustomer, options?: ApiCallOptions): ApiPromise<Customer>;

  /**
   * Archives a customer. It probably needs the scope `customers:write`. The vendor's reference promises the
   * customer as the answer; another client has seen none, so the result may be `undefined`.
   */
  archive(id: string, options?: ApiCallOptions): ApiPromise<Customer | undefined>;

  /**
   * Lists the people of a customer. It probably needs the scope `customers:read`. Whether the list has pages
   * is not known; it is read either way.
   */
  listUsers(customerId: string, options?: ApiCallOptions): PagePromise<CustomerUser>;

  /**
   * Adds a person to a customer. It probably needs the scope `customers:write`.
   *
   * @experimental The path and the fields are known from other clients only.
   */
  addUser(customerId: string, user: CreateCustomerUser, options?: ApiCallOptions): ApiPromise<CustomerUser>;
}

export function customers(calls: Calls): Customers {
  return {
    list: (query, options) => calls.list('customers.list', { query }, options),
    get: (id, options) => calls.send('customers.get', { ids: { id } }, entity<Customer>, options),
    create: (body, options) => calls.send('customers.create', { body }, entity<Customer>, options),
    archive: (id, options) =>
      calls.send('customers.archive', { ids: { id } }, entityOrNothing<Customer>, options),
    listUsers: (id, options) => calls.list('customers.listUsers', { ids: { id } }, options),
    addUser: (id, body, options) =>
      calls.send('customers.addUser', { ids: { id }, body }, entity<CustomerUser>, options),
  };
}
