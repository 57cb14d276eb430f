import { setImmediate } from 'node:timers/promises';
import {
  Controller,
  Get,
  HttpCode,
  type MessageEvent,
  type OnModuleDestroy,
  Param,
  Post,
  Redirect,
  Sse,
  UseGuards,
} from '@nestjs/common';
import { exhaustMap, map, merge, type Observable, Subject, takeUntil, timer } from 'rxjs';
import { z } from 'zod';
import { id } from '../common/id.js';
import { Ledger } from '../webhooks/ledger.js';
import { Accounts } from './accounts.js';
import { Dashboard } from './dashboard.js';
import { OwnPageGuard } from './own-page.guard.js';
import { Samples } from './samples.js';
import { Traffic } from './traffic.js';
import { tokenEventRow } from './view.js';
import { ACTIONS, type Action, SimulatorActions } from './simulator-actions.js';

const VIEW_EVERY_MS = 1_000;

const action = z.enum(ACTIONS);

/** What the page at the root is told, and what its buttons do. */
@Controller('dashboard')
export class DashboardController implements OnModuleDestroy {
  private readonly changes$ = new Subject<void>();
  private readonly closing$ = new Subject<void>();

  constructor(
    private readonly dashboard: Dashboard,
    private readonly accounts: Accounts,
    private readonly ledger: Ledger,
    private readonly traffic: Traffic,
    private readonly actions: SimulatorActions,
    private readonly samples: Samples,
  ) {}

  /** A `view` every second and after every change, and a `token` for each event of a token. */
  @Sse('events')
  events(): Observable<MessageEvent> {
    const views$ = merge(timer(0, VIEW_EVERY_MS), this.changes$, this.ledger.changes$).pipe(
      exhaustMap(() => this.dashboard.view()),
      map((view) => ({ type: 'view', data: view })),
    );
    const tokens$ = merge(...this.accounts.all.map(({ tokens }) => tokens.events$)).pipe(
      map((event) => ({ type: 'token', data: tokenEventRow(event, new Date()) })),
    );
    return merge(views$, tokens$, this.traffic.whileWatched$).pipe(takeUntil(this.closing$));
  }

  @Post('accounts/:account/:action')
  @HttpCode(204)
  @UseGuards(OwnPageGuard)
  async act(
    @Param('account') account: string,
    @Param('action', { schema: action }) wanted: Action,
  ): Promise<void> {
    await this.actions.run(wanted, this.accounts.simulatedBy(account));
    this.changes$.next();
  }

  @Post('invoices')
  @HttpCode(204)
  @UseGuards(OwnPageGuard)
  openInvoice(): Promise<void> {
    return this.samples.openInvoice();
  }

  /** Leads to the page of the simulator on which an invoice is paid. */
  @Get('invoices/:id/pay')
  @Redirect()
  pay(@Param('id', { schema: id }) invoiceId: string): Promise<{ url: string }> {
    return this.accounts.simulatedBy('default').api.invoices.paymentLink(invoiceId);
  }

  @Post('partners')
  @HttpCode(204)
  @UseGuards(OwnPageGuard)
  async addPartner(): Promise<void> {
    await this.samples.addPartner();
    this.changes$.next();
  }

  /** Ends the streams. Without the pause, their connections would be cut before the end is sent. */
  async onModuleDestroy(): Promise<void> {
    this.closing$.next();
    await setImmediate();
  }
}
