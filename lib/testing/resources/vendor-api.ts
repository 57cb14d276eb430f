import type { FileHost } from '../file-host.js';
import type { Route } from '../router.js';
import { Deliveries } from '../webhooks/deliveries.js';
import { Charges } from './charges.js';
import { Checkout } from './checkout.js';
import { CustomerUsers } from './customer-users.js';
import { Customers } from './customers.js';
import { HostedCheckout } from './hosted-checkout.js';
import { InvoicePdfs } from './invoice-pdfs.js';
import { Invoices } from './invoices.js';
import { PaymentCourse } from './payment-course.js';
import { PaymentMethods } from './payment-methods.js';
import { PaymentRequests } from './payment-requests.js';
import { Payments } from './payments.js';
import { Payouts } from './payouts.js';
import { WebhookEvents } from './webhook-events.js';
import { WebhookSubscriptions } from './webhook-subscriptions.js';

/** All resources of the API, wired together. */
export class VendorApi {
  readonly subscriptions = new WebhookSubscriptions();
  readonly deliveries = new Deliveries(this.subscriptions);
  readonly events = new WebhookEvents(this.deliveries);
  readonly customers = new Customers(this.events);
  readonly invoices = new Invoices(this.customers, this.events);
  private readonly payments = new Payments();
  readonly course = new PaymentCourse(this.invoices, this.payments, this.events);
  readonly paymentRequests = new PaymentRequests();
  readonly payouts = new Payouts(this.payments, this.events);
  private readonly methods = new PaymentMethods(this.customers, this.events);

  readonly routes: Route[];

  /** Pages for people, which the vendor's API does not have. */
  readonly pages: Route[] = new HostedCheckout(this.paymentRequests, this.invoices, this.course).routes;

  constructor(files: FileHost) {
    this.routes = [
      ...this.customers.routes,
      ...new CustomerUsers(this.customers).routes,
      ...this.methods.routes,
      ...this.invoices.routes,
      ...new InvoicePdfs(this.invoices, files).routes,
      ...this.paymentRequests.routes,
      ...this.payments.routes,
      ...new Charges(this.invoices, this.methods, this.course).routes,
      ...this.payouts.routes,
      ...this.subscriptions.routes,
      ...this.events.routes,
      ...new Checkout(this.invoices).routes,
    ];
  }

  /** What events of a topic are about: the entity of this id, or else the latest one. */
  entityOf(topic: string, id?: string): { readonly id: string } | undefined {
    const shown = ({ items }: { items: readonly { shown: { id: string } }[] }) =>
      items.map((one) => one.shown);
    const kinds: Readonly<Record<string, () => readonly { readonly id: string }[]>> = {
      customer: () => this.customers.collection.items,
      invoice: () => this.invoices.collection.items,
      payment: () => shown(this.payments.collection),
      payout: () => shown(this.payouts.collection),
      payment_method: () => this.methods.shown,
      default_payment_method: () => this.methods.shown,
    };
    const kind = topic.slice(0, topic.lastIndexOf('_'));
    return kinds[kind]?.().findLast((entity) => id === undefined || entity.id === id);
  }
}
