import { randomBytes } from 'node:crypto';
import type { Call } from '../call.js';
import { badRequest, unauthorized } from '../http-error.js';
import { Input } from '../input.js';
import { type Reply, json } from '../reply.js';
import type { Route } from '../router.js';
import type { Invoice, Invoices } from './invoices.js';

interface CheckoutSession {
  invoiceId: string;
  /** Milliseconds of `Date.now()`. */
  ends: number;
}

/** The vendor calls the token short-lived; the length is assumed. */
const LIFETIME_MS = 15 * 60 * 1000;

/** What the vendor's browser kit asks for. A token of it opens one invoice of one customer. */
export class Checkout {
  private readonly sessions = new Map<string, CheckoutSession>();

  readonly routes: Route[] = [
    {
      method: 'GET',
      path: '/card-form/credentials',
      handle: () => json(200, { app_id: 'app_simulated', team_id: 'team_simulated' }),
    },
    {
      method: 'POST',
      path: '/checkout-auth/init',
      body: ['customer_id', 'invoice_id'],
      handle: (call) => this.createToken(call),
    },
    {
      method: 'GET',
      path: '/checkout/v1/invoice',
      access: 'open',
      handle: (call) => this.showInvoice(call),
    },
  ];

  constructor(private readonly invoices: Invoices) {}

  private createToken(call: Call): Reply {
    const input = new Input(call.json());
    const invoice = this.invoices.collection.find(input.optional('invoice_id'));
    // These are the words of the live API, as far as the invoice is missing. Those for a customer are assumed.
    if (!invoice) throw badRequest('invalid invoice id');

    if (invoice.customer_id !== input.optional('customer_id')) throw badRequest('invalid customer id');

    const ends = Date.now() + LIFETIME_MS;
    const token = makeToken({ customer_id: invoice.customer_id, invoice_id: invoice.id, exp: ends / 1000 });
    this.sessions.set(token, { invoiceId: invoice.id, ends });
    return json(200, { token, expires_at: new Date(ends).toISOString() });
  }

  private showInvoice(call: Call): Reply {
    const token = /^bearer (\S+)$/i.exec(call.headers.authorization ?? '')?.[1] ?? '';
    const session = this.sessions.get(token);
    if (!session || session.ends <= Date.now()) throw unauthorized('invalid or expired checkout token');

    return json(200, show(this.invoices.collection.get(session.invoiceId)));
  }
}

/** An invoice as the payer sees it. */
function show(invoice: Invoice): object {
  const { id, invoice_number, customer_id, currency, status, due_date, created_at, sub_total, total } =
    invoice;
  return { id, invoice_number, customer_id, currency, status, due_date, created_at, sub_total, total };
}

/** A token that looks like a JWT. Its signature is random. */
function makeToken(claims: object): string {
  const parts = [{ alg: 'HS256', typ: 'JWT' }, claims].map((part) => Buffer.from(JSON.stringify(part)));
  return [...parts, randomBytes(32)].map((part) => part.toString('base64url')).join('.');
}
