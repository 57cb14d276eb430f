import type { ApiCallOptions } from '../calls/call-options.js';
import type { ApiPromise } from '../calls/api-promise.js';
import type { Calls } from '../calls/calls.js';
import type {
  CardFormCredentials,
  CheckoutInvoice,
  CheckoutToken,
  CreateCheckoutToken,
} from '../types/index.js';
import { checkoutToken, entity, object } from '../calls/answers.js';

/** What a page in the browser needs to take a payment with the vendor's components. */
export interface Checkout {
  /**
   * Creates a short-lived token for the browser, bound to one customer and one invoice. It is a secret, and no
   * error quotes it. If this fails, ask again: it creates no invoice.
   */
  createToken(purchase: CreateCheckoutToken, options?: ApiCallOptions): ApiPromise<CheckoutToken>;

  /**
   * Reads the invoice to which a checkout token is bound. The request carries that token in place of the
   * account's.
   *
   * @param token what `createToken()` gave
   * @throws ApiUnauthorizedError if the token has expired. The account's own token is not affected
   */
  invoice(token: string, options?: ApiCallOptions): ApiPromise<CheckoutInvoice>;

  /** The names under which the vendor's card form is loaded. */
  cardFormCredentials(options?: ApiCallOptions): ApiPromise<CardFormCredentials>;
}

export function checkout(calls: Calls): Checkout {
  return {
    createToken: (body, options) => calls.send('checkout.createToken', { body }, checkoutToken, options),
    invoice: (token, options) =>
      calls.send('checkout.invoice', { bearer: token }, entity<CheckoutInvoice>, options),
    cardFormCredentials: (options) =>
      calls.send('checkout.cardFormCredentials', {}, object<CardFormCredentials>, options),
  };
}
