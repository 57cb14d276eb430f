import { checkKeys, checkText } from '../check.js';
import { readCents } from '../money.js';

/** A fee of a payout. */
export interface PayoutFee {
  name: string;
  /** Dollars. */
  amount: number;
  /** Whether the customer pays the fee, so that it does not reduce the payout. */
  covered_by_customer: boolean;
  type: 'unspecified' | 'late_payment' | 'product' | 'method';
}

/** The fee of a payout to be made: `covered_by_customer` is false and `type` is `'method'` by default. */
export type PayoutFeeOptions = Pick<PayoutFee, 'name' | 'amount'> & Partial<PayoutFee>;

const KEYS = ['name', 'amount', 'covered_by_customer', 'type'];

/** @throws TypeError or RangeError that names what is wrong with a fee */
export function completeFees(given: readonly PayoutFeeOptions[]): PayoutFee[] {
  return given.map((fee) => {
    checkKeys('A fee', fee, KEYS);
    checkText('name', fee.name);
    if (typeof fee.amount !== 'number' || readCents(fee.amount) === undefined)
      throw new RangeError(`amount must be a number with at most two decimals, not ${String(fee.amount)}.`);

    return { covered_by_customer: false, type: 'method', ...fee };
  });
}
