import type { Call } from '../call.js';
import { Collection } from '../collection.js';
import { Input } from '../input.js';
import { PAGE_QUERY, mapPage, paginate } from '../pagination.js';
import { type Reply, json } from '../reply.js';
import type { Route } from '../router.js';
import type { Customers } from './customers.js';

/** A person attached to a customer, as the API shows it. */
interface CustomerUser {
  id: string;
  email: string;
  first_name: string;
  last_name: string;
}

interface StoredUser {
  id: string;
  customerId: string;
  shown: CustomerUser;
}

const PATH = '/customers/{id}/users';

/** The people attached to customers. Their fields are hearsay, and that their list has pages is assumed. */
export class CustomerUsers {
  private readonly collection = new Collection<StoredUser>('user', 'usr');

  readonly routes: Route[] = [
    { method: 'GET', path: PATH, query: PAGE_QUERY, handle: (call) => this.list(call) },
    {
      method: 'POST',
      path: PATH,
      body: ['email', 'first_name', 'last_name'],
      handle: (call) => this.create(call),
    },
  ];

  constructor(private readonly customers: Customers) {}

  private list(call: Call): Reply {
    const customer = this.customers.collection.get(call.id);
    const page = paginate(this.collection, call.query, (user) => user.customerId === customer.id);
    const shown = mapPage(page, (user) => user.shown);
    return json(200, shown);
  }

  private create(call: Call): Reply {
    const customer = this.customers.collection.get(call.id);
    const input = new Input(call.json());
    const shown = {
      id: this.collection.newId(),
      email: input.required('email'),
      first_name: input.optional('first_name'),
      last_name: input.optional('last_name'),
    };
    input.check();
    this.collection.add({ id: shown.id, customerId: customer.id, shown });
    return json(201, shown);
  }
}
