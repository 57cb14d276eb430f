import { Injectable } from '@nestjs/common';
import { AlternativePaymentsTenants } from 'nestjs-alternative-payments';
import { Ledger } from '../webhooks/ledger.js';
import { Accounts } from './accounts.js';
import { Traffic } from './traffic.js';
import {
  type AccountView,
  accountView,
  invoiceRow,
  newsOf,
  type Row,
  tenantCounts,
  tenantRow,
  webhookRow,
} from './view.js';
import { SimulatorActions } from './simulator-actions.js';

/** How many lines a list has. The latest one is the first. */
const LINES = 5;

/** All that the page shows at one instant. */
export interface DashboardView {
  readonly news: string;
  readonly accounts: readonly AccountView[];
  readonly tenants: { readonly counts: string; readonly recent: readonly Row[] };
  readonly webhooks: readonly Row[];
  /** They are left out for a real account, which nobody is to pay from here. */
  readonly invoices?: readonly Row[];
}

/** Gathers what the page shows. Nothing of it is a secret. */
@Injectable()
export class Dashboard {
  constructor(
    private readonly accounts: Accounts,
    private readonly tenants: AlternativePaymentsTenants,
    private readonly ledger: Ledger,
    private readonly traffic: Traffic,
    private readonly actions: SimulatorActions,
  ) {}

  async view(): Promise<DashboardView> {
    const { heard, invoices } = this.ledger.show();
    const open = await this.tenants.snapshots();
    const accounts = this.accountsAt(Date.now());
    return {
      news: newsOf(accounts),
      accounts,
      tenants: { counts: tenantCounts(this.tenants.counts()), recent: latestOf(open).map(tenantRow) },
      webhooks: latestOf(heard).map(webhookRow),
      invoices: this.accounts.isSimulated('default')
        ? latestOf(invoices).map((invoice) => invoiceRow(invoice, this.traffic.nameOf(invoice.customer_id)))
        : undefined,
    };
  }

  private accountsAt(at: number): AccountView[] {
    return this.accounts.all.map(({ name, tokens, calls }) =>
      accountView(
        {
          name,
          token: tokens.snapshot(),
          ...calls.lastMinute(at),
          inProgress: calls.inProgress,
          isSimulated: this.accounts.isSimulated(name),
          pressed: this.actions.lasting(name),
        },
        at,
      ),
    );
  }
}

function latestOf<T>(list: readonly T[]): T[] {
  return list.slice(-LINES).toReversed();
}
