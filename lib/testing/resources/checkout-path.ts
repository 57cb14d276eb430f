/** Path of the page on which a payment request is paid. */
export const CHECKOUT_PATH = '/hosted-checkout/{id}';
