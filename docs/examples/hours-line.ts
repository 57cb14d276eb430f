import {
  type AlternativePayments,
  centsToDollars,
  dollarsToCents,
} from 'nestjs-alternative-payments';

/** A line for hours, which need not be whole. The sum is rounded to the cent. */
export function hoursLine(
  hours: number,
  rate: string,
): AlternativePayments.CreateInvoiceLineItem {
  const cents = Math.round(hours * dollarsToCents(rate));
  return {
    description: `${hours} hours at $${rate}`,
    amount: centsToDollars(cents),
    quantity: 1,
  };
}
