import type { Open } from './open.js';

/** A stored way to pay. Unconfirmed: the vendor's reference was not readable here, and more fields are likely. */
export interface PaymentMethod {
  readonly id: string;
  /** The words of the vendor's browser SDK. */
  readonly type?: Open<'CARD' | 'ACH'>;
}

/**
 * A bank account in the United States to store. Unconfirmed: this is what one integrator sends, and which
 * fields are required is unknown.
 */
export interface CreateBankPaymentMethod {
  /** The country whose kind of account data follows. */
  account_data_type?: Open<'us'>;
  type?: Open<'depository'>;
  subtype?: Open<'checking' | 'savings'>;
  routing_number?: string;
  account_number?: string;
  /** The holder of the account. */
  receiver_name?: string;
}

/**
 * A card to store. Unconfirmed: the vendor has its browser SDK make this call, and a token that does not come
 * from there was answered with a 500.
 */
export interface CreateCardPaymentMethod {
  /** Made by the vendor's browser SDK. */
  card_provider_token?: string;
  provider?: Open<'evervault'>;
  address?: Address;
}

/** A postal address. Stated in the vendor's reference. */
export interface Address {
  street_address?: string;
  /** Suite, floor or apartment. On customers, the same field is called `sub_premise`. */
  subpremise?: string;
  city?: string;
  state?: string;
  state_code?: string;
  postal_code?: string;
  country?: string;
  country_code?: string;
}

/** A security code of a card, for one invoice. Stated in the vendor's reference, which requires nothing. */
export interface VerifyCvv {
  /** The code, encrypted by the vendor's browser SDK. */
  cvv_secret: string;
  /** Id of the invoice to be paid. */
  product_id: string;
  product_type: 'invoice';
  provider: 'evervault';
}

/** What became of a security code. Stated in the vendor's reference. */
export interface CvvVerification {
  readonly success?: boolean;
}

/** Public identifiers for the form that takes cards. Stated in the vendor's reference. */
export interface CardFormCredentials {
  readonly app_id?: string;
  readonly team_id?: string;
}
