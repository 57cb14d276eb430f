import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { Controller, Get, Logger, Res } from '@nestjs/common';
import {
  type AlternativePayments,
  AlternativePaymentsClient,
  centsToDollars,
  dollarsToCents,
  type PagePromise,
} from 'nestjs-alternative-payments';

type Invoice = AlternativePayments.Invoice;

const COLUMNS = 'number,customer,status,created,due,total,currency,memo\r\n';

@Controller()
export class InvoiceExport {
  private readonly logger = new Logger(InvoiceExport.name);

  constructor(private readonly api: AlternativePaymentsClient) {}

  @Get('invoices.csv')
  async download(@Res() response: ServerResponse): Promise<void> {
    const invoices = this.api.invoices.list({}, { priority: 'background' });
    // If the first page fails, nothing is written yet, and an exception filter answers.
    await invoices;
    response.setHeader('Content-Type', 'text/csv; charset=utf-8');
    response.setHeader(
      'Content-Disposition',
      'attachment; filename="invoices.csv"',
    );
    try {
      await pipeline(linesOf(invoices), response);
    } catch (error) {
      // The connection is cut, so that half a file does not look like a whole one.
      this.logger.warn(`The export broke off: ${String(error)}`);
    }
  }
}

/** A page is asked for when the one before it is written. */
async function* linesOf(
  invoices: PagePromise<Invoice>,
): AsyncGenerator<string> {
  yield COLUMNS;
  for await (const page of invoices.pages())
    yield page.data.map(lineOf).join('');
}

function lineOf(invoice: Invoice): string {
  const { total } = invoice;
  const cells = [
    invoice.invoice_number,
    invoice.customer_id,
    invoice.status,
    invoice.created_at,
    invoice.due_date,
    total === undefined ? '' : centsToDollars(dollarsToCents(total)),
    invoice.currency,
    invoice.memo,
  ];
  return `${cells.map(cellOf).join(',')}\r\n`;
}

function cellOf(text = ''): string {
  const isFormula = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text));
  // A spreadsheet would carry out what begins like a formula.
  const harmless = isFormula ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}
