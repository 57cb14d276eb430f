import type { Route } from '../router.js';
import { CustomerUsers } from './customer-users.js';
import { Customers } from './customers.js';
import { HostedCheckout } from './hosted-checkout.js';
import { Invoices } from './invoices.js';
import { PaymentMethods } from './payment-methods.js';
import { PaymentRequests } from './payment-requests.js';
import { Payments } from './payments.js';
import { Payouts } from './payouts.js';
import { WebhookEvents } from './webhook-events.js';
import { WebhookSubscriptions } from './webhook-subscriptions.js';

/** All resources of the API, wired together. */
export class VendorApi {
  private readonly events = new WebhookEvents();
  readonly customers = new Customers(this.events);
  readonly invoices = new Invoices(this.customers, this.events);
  readonly payments = new Payments(this.events);
  readonly paymentRequests = new PaymentRequests();
  readonly payouts = new Payouts(this.payments, this.events);

  readonly routes: Route[] = [
    ...this.customers.routes,
    ...new CustomerUsers(this.customers).routes,
    ...new PaymentMethods(this.customers, this.events).routes,
    ...this.invoices.routes,
    ...this.paymentRequests.routes,
    ...new HostedCheckout(this.paymentRequests, this.invoices, this.payments).routes,
    ...this.payments.routes,
    ...this.payouts.routes,
    ...new WebhookSubscriptions().routes,
    ...this.events.routes,
  ];
}
