import type { PaymentRequest } from './resources/payment-requests.js';
import type { Payment } from './resources/payments.js';
import type { PayoutFeeOptions } from './resources/payout-fees.js';
import type { Payout } from './resources/payouts.js';
import type { VendorApi } from './resources/vendor-api.js';

/**
 * What payers, banks and the vendor do, brought about by a test. Each deed is recorded under its webhook
 * topic, to be read by `GET /webhooks/events`, and delivered to the subscriptions to it. The topics are the vendor's own. The words for the status of
 * invoices and payments are hearsay, and so is what a deed does beyond its topic, unless it says otherwise.
 */
export abstract class Happenings {
  /** @internal */
  protected constructor(private readonly api: VendorApi) {}

  /**
   * Makes the customer pay an invoice by card. It becomes `paid`, and a payment and the events `invoice_paid`
   * and `payment_succeeded` are created. Known: what the two topics mean. Assumed: the payment has succeeded
   * at once.
   *
   * @throws Error if there is no such open invoice
   */
  payInvoice(id: string): Payment {
    return { ...this.api.course.pay(id).shown };
  }

  /**
   * Makes the customer start the payment of an invoice that takes days, as those from bank accounts do. The
   * payment is `pending`, and the invoice stays `open`. All of it is assumed; no topic tells of it.
   *
   * @throws Error if there is no such open invoice
   * @example
   * const payment = simulator.startPayment(invoice.id);
   * simulator.settlePayment(payment.id);
   * simulator.returnPayment(payment.id);
   */
  startPayment(invoiceId: string, method: 'card' | 'standard_ach' = 'standard_ach'): Payment {
    return { ...this.api.course.start(invoiceId, method).shown };
  }

  /**
   * Lets a pending payment succeed, and makes its invoice `paid`. Known: the topics `invoice_paid` and
   * `payment_succeeded`. Assumed: a payment is pending before.
   *
   * @throws Error if there is no such pending payment, or if its invoice is not open
   */
  settlePayment(id: string): Payment {
    return { ...this.api.course.settle(id).shown };
  }

  /**
   * Lets a pending payment fail. Known: the topic `payment_failed`. Assumed: the invoice stays `open`.
   *
   * @throws Error if there is no such pending payment
   */
  failPayment(id: string): Payment {
    return { ...this.api.course.fail(id).shown };
  }

  /**
   * Lets the bank return a payment days after it succeeded. It becomes `failed`, and its invoice `open` again.
   * No topic speaks of returns: that `payment_failed` tells of it is assumed, as is everything else here.
   *
   * @throws Error if there is no such payment that has succeeded
   */
  returnPayment(id: string): Payment {
    return { ...this.api.course.takeBack(id, 'returned', 'payment_failed').shown };
  }

  /**
   * Makes the payer charge a payment back. Known: the topic `payment_chargeback`. Assumed: the payment becomes
   * `failed`, and its invoice `open` again.
   *
   * @throws Error if there is no such payment that has succeeded
   */
  chargeBack(id: string): Payment {
    return { ...this.api.course.takeBack(id, 'charged back', 'payment_chargeback').shown };
  }

  /**
   * Refunds a whole payment, and returns the refund. Known: the topic `payment_refunded` says that a refund
   * was asked for. Assumed: the refund is a payment of the type `refund` with a negative total; the refunded
   * payment stays as it is, and its invoice `paid`.
   *
   * @throws Error if there is no such payment that has succeeded, or if it is refunded already
   */
  refundPayment(id: string): Payment {
    return { ...this.api.course.refund(id).shown };
  }

  /**
   * Makes the payer complete a payment request. Its status changes from `pending` to `paid`; both words are
   * the vendor's. No topic tells of it. Assumed: no payment is created.
   *
   * @throws Error if there is no such pending payment request
   */
  payPaymentRequest(id: string): PaymentRequest {
    return { ...this.api.paymentRequests.end(id, 'paid') };
  }

  /**
   * Lets a payment request end unpaid. Its status changes from `pending` to `expired`, which is a word of the
   * vendor. No topic tells of it, and when the vendor does it is not known.
   *
   * @throws Error if there is no such pending payment request
   */
  expirePaymentRequest(id: string): PaymentRequest {
    return { ...this.api.paymentRequests.end(id, 'expired') };
  }

  /**
   * Cancels a payment request. Its status changes from `pending` to `cancelled`, which is a word of the vendor.
   * No topic tells of it, and who can do it is not known.
   *
   * @throws Error if there is no such pending payment request
   */
  cancelPaymentRequest(id: string): PaymentRequest {
    return { ...this.api.paymentRequests.end(id, 'cancelled') };
  }

  /**
   * Transfers payments to the partner, of several customers if need be. A payout that has `succeeded` and the
   * event `payout_paid` are created. Known: the topic, the words for the status, and the fields of a fee.
   * Assumed: fees reduce the total unless customers cover them, and the `customer_id` of several is empty.
   *
   * @throws Error for an unknown payment, one that has not succeeded, or an empty list
   * @throws TypeError or RangeError for a fee that cannot be
   * @example
   * simulator.payOut([payment.id], { fees: [{ name: 'Processing', amount: 1.5 }] });
   */
  payOut(paymentIds: readonly string[], options: { fees?: readonly PayoutFeeOptions[] } = {}): Payout {
    return { ...this.api.payouts.transfer(paymentIds, options.fees ?? []) };
  }

  /**
   * The same for a payout that is `scheduled`, to arrive in two days, which is assumed. The topic is
   * `payout_scheduled`.
   *
   * @throws Error and others, as `payOut()` does
   */
  schedulePayout(
    paymentIds: readonly string[],
    options: { fees?: readonly PayoutFeeOptions[] } = {},
  ): Payout {
    return { ...this.api.payouts.schedule(paymentIds, options.fees ?? []) };
  }

  /**
   * Sends a scheduled payout on its way: it is `processing`. The topic is `payout_processing`.
   *
   * @throws Error if there is no such scheduled payout
   */
  processPayout(id: string): Payout {
    return { ...this.api.payouts.process(id) };
  }

  /**
   * Lets a scheduled payout, or one on its way, arrive: it has `succeeded`. The topic is `payout_paid`.
   *
   * @throws Error if there is no such payout
   */
  settlePayout(id: string): Payout {
    return { ...this.api.payouts.settle(id) };
  }

  /**
   * Lets a payout fail, also after it was reported as paid. The topic is `payout_failed`. Assumed: its payments
   * stay as they are, and can be paid out again.
   *
   * @throws Error if there is no such payout, or if it has failed already
   */
  failPayout(id: string): Payout {
    return { ...this.api.payouts.fail(id) };
  }
}
