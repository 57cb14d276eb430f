import type { ApiCallOptions } from '../calls/call-options.js';
import type { ApiPromise } from '../calls/api-promise.js';
import type { Calls } from '../calls/calls.js';
import type { PagePromise } from '../calls/page-promise.js';
import type {
  CreateBankPaymentMethod,
  CreateCardPaymentMethod,
  CvvVerification,
  PaymentMethod,
  VerifyCvv,
} from '../types/index.js';
import { entity, object } from '../calls/answers.js';

/** Bank accounts and cards with which customers pay. */
export interface PaymentMethods {
  /**
   * Lists the payment methods of a customer. It probably needs the scope `customers:read`. Whether the list has
   * pages is not known; it is read either way.
   *
   * @experimental The path is concluded from those below it.
   */
  list(customerId: string, options?: ApiCallOptions): PagePromise<PaymentMethod>;

  /**
   * Stores a bank account. It probably needs the scope `payments:write`. It is never sent again by itself. No
   * error quotes the numbers.
   *
   * @experimental The path and the fields are known from other clients only.
   */
  createBank(
    customerId: string,
    account: CreateBankPaymentMethod,
    options?: ApiCallOptions,
  ): ApiPromise<PaymentMethod>;

  /**
   * Stores a card. It probably needs the scope `payments:write`. It is never sent again by itself. The token
   * has to come from the vendor's form in the browser: the API answered a home-made one with 500.
   *
   * @experimental The path and the fields are known from other clients only.
   */
  createCard(
    customerId: string,
    card: CreateCardPaymentMethod,
    options?: ApiCallOptions,
  ): ApiPromise<PaymentMethod>;

  /**
   * Verifies the security code of a stored card for one purchase. It needs the scope `payments:write`. It is
   * never sent again by itself.
   */
  verifyCvv(
    customerId: string,
    cardId: string,
    verification: VerifyCvv,
    options?: ApiCallOptions,
  ): ApiPromise<CvvVerification>;
}

export function paymentMethods(calls: Calls): PaymentMethods {
  return {
    list: (id, options) => calls.list('paymentMethods.list', { ids: { id } }, options),
    createBank: (id, body, options) =>
      calls.send('paymentMethods.createBank', { ids: { id }, body }, entity<PaymentMethod>, options),
    createCard: (id, body, options) =>
      calls.send('paymentMethods.createCard', { ids: { id }, body }, entity<PaymentMethod>, options),
    verifyCvv: (id, card, body, options) =>
      calls.send(
        'paymentMethods.verifyCvv',
        { ids: { id, card_id: card }, body },
        object<CvvVerification>,
        options,
      ),
  };
}
