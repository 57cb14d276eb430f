import type { Call } from '../call.js';
import { Collection } from '../collection.js';
import { Filters } from '../filters.js';
import { PAGE_QUERY, mapPage, paginate } from '../pagination.js';
import { type Reply, json } from '../reply.js';
import type { Route } from '../router.js';
import type { Payments, StoredPayment } from './payments.js';
import { type PayoutFee, type PayoutFeeOptions, completeFees } from './payout-fees.js';
import type { WebhookEvents } from './webhook-events.js';

/** A transfer of collected money to the partner, as the API shows it. */
export interface Payout {
  id: string;
  /** Empty for the payments of several customers; the vendor does not say what it shows then. */
  customer_id: string;
  /** RFC 3339 time. */
  arrival_date: string;
  /** RFC 3339 time. */
  created_at: string;
  status: string;
  /** Dollars: the sum of the payments. */
  sub_total: number;
  /** Dollars: the sum without the fees that the customers do not cover. */
  total: number;
  fees: PayoutFee[];
}

interface StoredPayout {
  id: string;
  payments: readonly StoredPayment[];
  shown: Payout;
}

const TWO_DAYS_MS = 2 * 24 * 60 * 60 * 1000;

const FILTERS = ['status', 'customer_id', 'invoice_id', 'start_date', 'end_date'];

/** The transfers to the partner. That the list of their payments has pages is assumed. */
export class Payouts {
  readonly collection = new Collection<StoredPayout>('payout', 'po');

  readonly routes: Route[] = [
    {
      method: 'GET',
      path: '/payouts',
      query: [...PAGE_QUERY, ...FILTERS],
      handle: (call) => this.list(call),
    },
    { method: 'GET', path: '/payouts/{id}', handle: (call) => json(200, this.collection.get(call.id).shown) },
    {
      method: 'GET',
      path: '/payouts/{id}/transactions',
      query: PAGE_QUERY,
      handle: (call) => this.transactions(call),
    },
  ];

  constructor(
    private readonly payments: Payments,
    private readonly events: WebhookEvents,
  ) {}

  /** @throws Error for an unknown payment, one that has not succeeded, or an empty list */
  schedule(paymentIds: readonly string[], fees: readonly PayoutFeeOptions[]): Payout {
    const payout = this.add(paymentIds, fees);
    this.events.record('payout_scheduled', payout.id, payout);
    return payout;
  }

  /** The same for a payout that arrives at once. */
  transfer(paymentIds: readonly string[], fees: readonly PayoutFeeOptions[]): Payout {
    return this.settle(this.add(paymentIds, fees).id);
  }

  process(id: string): Payout {
    return this.move(id, ['scheduled'], { status: 'processing' }, 'payout_processing');
  }

  settle(id: string): Payout {
    const change = { status: 'succeeded', arrival_date: new Date().toISOString() };
    return this.move(id, ['scheduled', 'processing'], change, 'payout_paid');
  }

  fail(id: string): Payout {
    return this.move(id, ['scheduled', 'processing', 'succeeded'], { status: 'failed' }, 'payout_failed');
  }

  private add(paymentIds: readonly string[], givenFees: readonly PayoutFeeOptions[]): Payout {
    const payments = [...new Set(paymentIds)].map((id) => this.demandPayment(id));
    if (payments.length === 0) throw new Error('A payout takes at least one payment.');

    const [customerId = '', ...others] = new Set(payments.map(({ shown }) => shown.customer_id));
    const fees = completeFees(givenFees);
    const subTotal = sum(payments.map(({ shown }) => shown.total));
    const ownFees = fees.filter((fee) => !fee.covered_by_customer).map(({ amount }) => -amount);
    const id = this.collection.newId();
    const shown = {
      id,
      customer_id: others.length === 0 ? customerId : '',
      arrival_date: new Date(Date.now() + TWO_DAYS_MS).toISOString(),
      created_at: new Date().toISOString(),
      status: 'scheduled',
      sub_total: subTotal,
      total: sum([subTotal, ...ownFees]),
      fees,
    };
    return this.collection.add({ id, payments, shown }).shown;
  }

  private demandPayment(id: string): StoredPayment {
    const payment = this.payments.collection.demand(id);
    const { status } = payment.shown;
    if (status !== 'succeeded') throw new Error(`The payment "${id}" cannot be paid out: it is ${status}.`);

    return payment;
  }

  private move(
    id: string,
    statuses: readonly string[],
    change: { status: string; arrival_date?: string },
    topic: string,
  ): Payout {
    const { shown } = this.collection.demand(id);
    if (!statuses.includes(shown.status))
      throw new Error(`The payout "${id}" cannot become ${change.status}: it is ${shown.status}.`);

    Object.assign(shown, change);
    this.events.record(topic, id, shown);
    return shown;
  }

  private list(call: Call): Reply {
    const filters = new Filters(call.query);
    const isCreatedThen = filters.period('start_date', 'end_date');
    const page = paginate(
      this.collection,
      call.query,
      ({ payments, shown }) =>
        filters.equal('status', shown.status) &&
        payments.some((payment) => filters.equal('customer_id', payment.shown.customer_id)) &&
        payments.some((payment) => filters.equal('invoice_id', payment.invoiceId)) &&
        isCreatedThen(shown.created_at),
    );
    const shown = mapPage(page, (stored) => stored.shown);
    return json(200, shown);
  }

  private transactions(call: Call): Reply {
    const ids = this.collection.get(call.id).payments.map(({ id }) => id);
    return json(200, this.payments.pageOf(ids, call.query));
  }
}

function sum(dollars: readonly number[]): number {
  return dollars.reduce((cents, amount) => cents + Math.round(amount * 100), 0) / 100;
}
