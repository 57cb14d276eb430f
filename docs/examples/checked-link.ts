import {
  type AlternativePaymentsClient,
  dollarsToCents,
} from 'nestjs-alternative-payments';

/**
 * The payment link of an invoice, if the API asks for as much as you do. If it
 * fails, call it again with the same invoice.
 *
 * @param cents what the customer is to pay, by your own reckoning
 */
export async function checkedLink(
  api: AlternativePaymentsClient,
  invoiceId: string,
  cents: number,
): Promise<string> {
  const { total } = await api.invoices.get(invoiceId);
  if (total === undefined || dollarsToCents(total) !== cents) {
    throw new Error(
      `Invoice ${invoiceId} asks for ${total} dollars in place of ${cents} cents. ` +
        'Archive it, and find out why before you make another.',
    );
  }
  const { url } = await api.invoices.paymentLink(invoiceId);
  return url;
}
