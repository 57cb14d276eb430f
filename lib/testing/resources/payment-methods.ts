import type { Call } from '../call.js';
import { Collection } from '../collection.js';
import { HttpError, notFound } from '../http-error.js';
import { Input } from '../input.js';
import { PAGE_QUERY, mapPage, paginate } from '../pagination.js';
import { type Reply, json } from '../reply.js';
import type { Route } from '../router.js';
import type { Customers } from './customers.js';
import type { WebhookEvents } from './webhook-events.js';

interface StoredMethod {
  id: string;
  customerId: string;
  type: 'ACH' | 'CARD';
}

const PATH = '/customers/{id}/payment-methods';

const BANK = ['account_data_type', 'type', 'subtype', 'routing_number', 'account_number', 'receiver_name'];

/** What a Canadian account has in place of a routing number. */
const CANADIAN_BANK = ['institution_code', 'transit_number'];

const CARD = ['card_provider_token', 'provider', 'address'];

const ADDRESS = [
  'street_address',
  'subpremise',
  'city',
  'state',
  'state_code',
  'postal_code',
  'country',
  'country_code',
].map((name) => `address.${name}`);

/** A token that stands for a card of the vendor's browser kit. Every other one is taken for a home-made one. */
const CARD_TOKEN = 'simulated-card';

/**
 * The stored payment methods. Assumed: the list has pages, the first method of a customer becomes the default,
 * and a bank account needs no more than its number.
 */
export class PaymentMethods {
  private readonly collection = new Collection<StoredMethod>('payment method', 'pm');

  readonly routes: Route[] = [
    { method: 'GET', path: PATH, query: PAGE_QUERY, handle: (call) => this.list(call) },
    {
      method: 'POST',
      path: `${PATH}/bank`,
      body: [...BANK, ...CANADIAN_BANK],
      handle: (call) => this.addBank(call),
    },
    {
      method: 'POST',
      path: `${PATH}/card`,
      body: [...CARD, ...ADDRESS],
      handle: (call) => this.addCard(call),
    },
    {
      method: 'POST',
      path: `${PATH}/{card_id}/cvv`,
      body: ['cvv_secret', 'product_id', 'product_type', 'provider'],
      handle: (call) => this.verifyCvv(call),
    },
  ];

  constructor(
    private readonly customers: Customers,
    private readonly events: WebhookEvents,
  ) {}

  /** All methods as the API shows them. */
  get shown(): { id: string; type: string }[] {
    return this.collection.items.map(show);
  }

  /** The type of a customer's method; undefined if the customer has no such method. */
  typeOf(customerId: string | undefined, id: string): StoredMethod['type'] | undefined {
    const method = this.collection.find(id);
    return method?.customerId === customerId ? method?.type : undefined;
  }

  private list(call: Call): Reply {
    const customer = this.customers.collection.get(call.id);
    const page = paginate(this.collection, call.query, (method) => method.customerId === customer.id);
    return json(200, mapPage(page, show));
  }

  private addBank(call: Call): Reply {
    const input = new Input(call.json());
    input.required('account_number');
    input.check();
    return this.add(call.id, 'ACH');
  }

  private addCard(call: Call): Reply {
    const input = new Input(call.json());
    const token = input.required('card_provider_token');
    input.check();
    // This is what the vendor answered to a token that did not come from its browser kit.
    if (token !== CARD_TOKEN) throw new HttpError(500, 'internal_server_error', 'internal server error');

    return this.add(call.id, 'CARD');
  }

  private add(customerId: string, type: StoredMethod['type']): Reply {
    const customer = this.customers.collection.get(customerId);
    const method = this.collection.add({ id: this.collection.newId(), customerId, type });
    customer.default_payment_method_id ||= method.id;
    this.events.record('payment_method_added', method.id, show(method));
    return json(201, show(method));
  }

  private verifyCvv(call: Call): Reply {
    const input = new Input(call.json());
    input.required('cvv_secret');
    input.required('product_id');
    if (input.required('product_type') !== 'invoice') input.refuse('product_type', 'must be invoice');

    if (input.required('provider') !== 'evervault') input.refuse('provider', 'must be evervault');

    input.check();
    if (this.typeOf(call.id, call.params[1] ?? '') !== 'CARD') throw notFound('card');

    return json(201, { success: true });
  }
}

function show({ id, type }: StoredMethod): { id: string; type: string } {
  return { id, type };
}
