import type { Call, JsonObject } from '../call.js';
import { Collection } from '../collection.js';
import { Filters } from '../filters.js';
import { badRequest } from '../http-error.js';
import { Input } from '../input.js';
import { PAGE_QUERY, paginate } from '../pagination.js';
import { type Reply, json } from '../reply.js';
import type { Route } from '../router.js';
import type { WebhookEvents } from './webhook-events.js';

/** A customer as the API shows it. Strings that were never set are empty. */
export interface Customer {
  id: string;
  name: string;
  legal_name: string;
  email: string;
  external_id: string;
  customer_integration_id: string;
  default_payment_method_id: string;
  ein: string;
  street_address: string;
  sub_premise: string;
  city: string;
  state: string;
  postal_code: string;
  country: string;
  /** RFC 3339 time. */
  created_at: string;
}

const FILTERS = ['created_at_start', 'created_at_end', 'company_name'];

const ADDRESS = ['street_address', 'sub_premise', 'city', 'state', 'postal_code', 'country'];

/**
 * The customers of the partner. Assumed: lists leave archived ones out, which keep their external ids, and a
 * name is found by a part of it.
 */
export class Customers {
  readonly collection = new Collection<Customer>('customer', 'cus');
  private readonly archived = new Set<string>();

  readonly routes: Route[] = [
    {
      method: 'GET',
      path: '/customers',
      query: [...PAGE_QUERY, ...FILTERS],
      handle: (call) => this.list(call),
    },
    {
      method: 'POST',
      path: '/customers',
      body: ['name', 'email', 'external_id', ...ADDRESS],
      handle: (call) => json(201, this.create(call.json())),
    },
    { method: 'GET', path: '/customers/{id}', handle: (call) => json(200, this.collection.get(call.id)) },
    { method: 'DELETE', path: '/customers/{id}', handle: (call) => json(200, this.archive(call.id)) },
  ];

  constructor(private readonly events: WebhookEvents) {}

  /**
   * Adds a customer. Seeds can give more than requests can: the id, for example.
   *
   * @throws HttpError 400 for missing fields or an external id in use
   */
  create(body: JsonObject): Customer {
    const input = new Input(body);
    const customer = {
      id: input.optional('id') || this.collection.newId(),
      name: input.required('name'),
      legal_name: input.optional('legal_name'),
      email: input.required('email'),
      external_id: input.optional('external_id'),
      customer_integration_id: '',
      default_payment_method_id: '',
      ein: input.optional('ein'),
      street_address: input.optional('street_address'),
      sub_premise: input.optional('sub_premise'),
      city: input.optional('city'),
      state: input.optional('state'),
      postal_code: input.optional('postal_code'),
      country: input.optional('country'),
      created_at: new Date().toISOString(),
    };
    input.check();
    this.refuseUsedExternalId(customer.external_id);
    this.collection.add(customer);
    this.events.record('customer_created', customer.id, customer);
    return customer;
  }

  private list(call: Call): Reply {
    const filters = new Filters(call.query);
    const isCreatedThen = filters.period('created_at_start', 'created_at_end');
    const page = paginate(
      this.collection,
      call.query,
      (customer) =>
        !this.archived.has(customer.id) &&
        filters.contain('company_name', customer.name, customer.legal_name) &&
        isCreatedThen(customer.created_at),
    );
    return json(200, page);
  }

  private archive(id: string): Customer {
    const customer = this.collection.get(id);
    if (!this.archived.has(id)) {
      this.archived.add(id);
      this.events.record('customer_archived', id, customer);
    }
    return customer;
  }

  private refuseUsedExternalId(externalId: string): void {
    const isUsed = this.collection.items.some((customer) => customer.external_id === externalId);
    // These are the words of the live API.
    if (externalId !== '' && isUsed) throw badRequest('This external id is already used');
  }
}
