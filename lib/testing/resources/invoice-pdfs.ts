import type { Call } from '../call.js';
import type { FileHost } from '../file-host.js';
import { pdf } from '../pdf.js';
import { type Reply, json } from '../reply.js';
import type { Route } from '../router.js';
import type { Invoice, Invoices } from './invoices.js';

/** The PDFs of invoices. What the vendor's show is not known. */
export class InvoicePdfs {
  readonly routes: Route[] = [
    { method: 'GET', path: '/invoices/{id}/pdf-link', handle: (call) => this.link(call) },
  ];

  constructor(
    private readonly invoices: Invoices,
    private readonly files: FileHost,
  ) {}

  private async link(call: Call): Promise<Reply> {
    const invoice = this.invoices.collection.get(call.id);
    const host = String(call.headers.host);
    const url = await this.files.link(`${invoice.id}.pdf`, host, () => pdf(linesOf(invoice)));
    return json(200, { url });
  }
}

function linesOf({ invoice_number, due_date, total, currency }: Invoice): string[] {
  return [`Invoice ${invoice_number}`, `Due on ${due_date}`, `${total.toFixed(2)} ${currency}`];
}
