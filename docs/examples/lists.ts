import {
  type AlternativePayments,
  type AlternativePaymentsClient,
  isAlternativePaymentsError,
} from 'nestjs-alternative-payments';

type Customer = AlternativePayments.Customer;
type Invoice = AlternativePayments.Invoice;

export async function firstTwenty(
  api: AlternativePaymentsClient,
): Promise<readonly Customer[]> {
  const page = await api.customers.list({ limit: 20 });
  return page.data;
}

export async function countOpen(
  api: AlternativePaymentsClient,
): Promise<number> {
  let count = 0;
  for await (const _invoice of api.invoices.list({ status: 'open' }))
    count += 1;
  return count;
}

export async function savePages(
  api: AlternativePaymentsClient,
  save: (invoices: readonly Invoice[]) => Promise<void>,
): Promise<void> {
  for await (const page of api.invoices.list().pages()) await save(page.data);
}

export async function threeNames(
  api: AlternativePaymentsClient,
): Promise<Array<string | undefined>> {
  const names = [];
  for await (const { name } of api.customers.list().take(3)) names.push(name);
  return names;
}

export async function allOf(
  api: AlternativePaymentsClient,
  customer_id: string,
): Promise<Invoice[]> {
  return api.invoices.list({ customer_id }).toArray({ max: 500 });
}

type Position = { after?: string; before?: string };

interface TablePage {
  readonly customers: readonly Customer[];
  /** Where the buttons lead. */
  readonly next?: Position;
  readonly previous?: Position;
}

/** One page of a table in which people go back and forth. */
export async function tablePage(
  api: AlternativePaymentsClient,
  position: Position = {},
): Promise<TablePage> {
  const page = await api.customers.list({ limit: 20, ...position });
  return {
    customers: page.data,
    next: page.hasNextPage ? { after: page.endCursor } : undefined,
    previous: page.hasPreviousPage ? { before: page.startCursor } : undefined,
  };
}

/** Visits all customers, and gives the cursor with which to go on if it fails. */
export async function visitAll(
  api: AlternativePaymentsClient,
  visit: (customer: Customer) => void,
  after?: string,
): Promise<string | undefined> {
  try {
    for await (const customer of api.customers.list({ after })) visit(customer);
    return undefined;
  } catch (error) {
    // An error of the very first page has no cursor.
    if (!isAlternativePaymentsError(error) || !error.resumeAfter) throw error;
    return error.resumeAfter;
  }
}
