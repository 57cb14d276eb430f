import type { Call } from '../call.js';
import { HttpError } from '../http-error.js';
import type { Reply } from '../reply.js';
import type { Route } from '../router.js';
import type { Invoices } from './invoices.js';
import { PAYMENT_PAGES } from './payment-page.js';
import type { PaymentCourse } from './payment-course.js';
import type { PaymentRequests } from './payment-requests.js';

/**
 * The pages on which payment requests and invoices are paid. They are not part of the vendor's API; each has
 * a button for a person to press.
 */
export class HostedCheckout {
  readonly routes: Route[] = [
    ...this.page(
      PAYMENT_PAGES.paymentRequest,
      (id) => this.showRequest(id),
      (id) => this.payRequest(id),
    ),
    ...this.page(
      PAYMENT_PAGES.invoice,
      (id) => this.showInvoice(id),
      (id) => this.payInvoice(id),
    ),
  ];

  constructor(
    private readonly paymentRequests: PaymentRequests,
    private readonly invoices: Invoices,
    private readonly course: PaymentCourse,
  ) {}

  private page(path: string, show: (id: string) => Reply, pay: (id: string) => Reply): Route[] {
    return [
      { method: 'GET', path, access: 'open', handle: (call: Call) => show(call.id) },
      { method: 'POST', path, access: 'open', handle: (call: Call) => pay(call.id) },
    ];
  }

  private showRequest(id: string): Reply {
    const { status } = this.paymentRequests.find(id);
    return html(`This payment request is ${status}.`, status === 'pending');
  }

  private payRequest(id: string): Reply {
    const { status } = this.paymentRequests.find(id);
    if (status !== 'pending') throw conflict(`the payment request is ${status}`);
    // A header carries ASCII only, and `href` is ASCII.
    return seeOther(new URL(this.paymentRequests.end(id, 'paid').redirect_url).href);
  }

  private showInvoice(id: string): Reply {
    const { status, invoice_number, currency, total } = this.invoices.collection.get(id);
    return html(`Invoice ${invoice_number} over ${total} ${currency} is ${status}.`, status === 'open');
  }

  private payInvoice(id: string): Reply {
    const { status } = this.invoices.collection.get(id);
    if (status !== 'open') throw conflict(`the invoice is ${status}`);
    this.course.pay(id);
    return seeOther(PAYMENT_PAGES.invoice.replace('{id}', id));
  }
}

function html(sentence: string, canBePaid: boolean): Reply {
  const button = canBePaid ? '<form method="post"><button>Pay</button></form>' : '';
  return {
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<!doctype html><title>Simulated checkout</title><p>${escape(sentence)}</p>${button}`,
  };
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function seeOther(location: string): Reply {
  return { status: 303, headers: { location }, body: '' };
}

function conflict(problem: string): HttpError {
  return new HttpError(409, 'conflict', problem);
}
