import type { TenantCounts, TokenEvent, TokenSnapshot } from 'nestjs-alternative-payments';
import type { Heard, LedgerEntry } from '../webhooks/ledger.js';
import type { LastMinute } from './call-counts.js';
import type { Action } from './simulator-actions.js';

/** What is known of an account at one instant. */
export interface AccountFacts extends LastMinute {
  readonly name: string;
  readonly token: TokenSnapshot;
  readonly inProgress: number;
  readonly isSimulated: boolean;
  /** What was broken and not mended. */
  readonly pressed: readonly Action[];
}

/** An account as the page shows it. Texts go to the elements that are named for them. */
export interface AccountView extends Pick<LastMinute, 'slots'> {
  readonly key: string;
  readonly texts: Readonly<Record<string, string>>;
  /** Shares of the token's life: what is over, and where its next renewal is tried. */
  readonly life: { readonly lived: number; readonly renewal: number };
  readonly buttons: { readonly areShown: boolean; readonly pressed: readonly Action[] };
}

/** A line of a list. */
export interface Row {
  readonly key: string;
  readonly texts: { readonly what: string; readonly detail?: string; readonly state?: string };
  /** Where an invoice is paid. */
  readonly payAt?: string;
}

export function accountView(facts: AccountFacts, at: number): AccountView {
  const { name, token, slots, byResult, inProgress, isSimulated, pressed } = facts;
  const ended = slots.reduce((sum, { good, failed }) => sum + good + failed, 0);
  const failed = slots.reduce((sum, slot) => sum + slot.failed, 0);
  return {
    key: name,
    texts: {
      name: `Account ${name}`,
      state: token.isAsleep ? 'asleep' : token.state,
      renewal: renewalOf(token, at),
      expiry: token.expiresAt
        ? `token ${token.generation} expires ${until(token.expiresAt, at)}`
        : 'no token is held',
      failure: token.failure
        ? `${plural(token.failure.count, 'attempt')} failed. ${firstSentence(token.failure.message)}`
        : '',
      calls: `Last minute: ${plural(ended, 'call')}, ${failed === 0 ? 'none' : failed} failed`,
      results: Object.entries(byResult)
        .map(([result, count]) => `${result}: ${count}`)
        .join(', '),
      queue: queueOf(inProgress, token),
    },
    life: lifeOf(token, at),
    slots,
    buttons: { areShown: isSimulated, pressed },
  };
}

/** One sentence about all accounts, which changes only when the state of one of them does. */
export function newsOf(accounts: readonly AccountView[]): string {
  return `Live: ${accounts.map(({ key, texts }) => `${key} is ${texts['state']}`).join(', ')}`;
}

export function invoiceRow(invoice: LedgerEntry, customer: string | undefined): Row {
  const { id, invoice_number, currency = 'USD', total, status } = invoice;
  const amount = total?.toLocaleString('en', { style: 'currency', currency });
  return {
    key: id,
    texts: {
      what: [invoice_number ?? id, customer].filter((part) => part !== undefined).join(' · '),
      detail: amount,
      state: status === 'settled' ? 'paid' : 'open',
    },
    payAt: status === 'open' ? `dashboard/invoices/${encodeURIComponent(id)}/pay` : undefined,
  };
}

export function webhookRow({ id, topic, entityId, receivedAt }: Heard): Row {
  return { key: id, texts: { what: topic, detail: `${entityId ?? ''} ${clock(receivedAt)}` } };
}

export function tenantRow({ account, state }: Pick<TokenSnapshot, 'account' | 'state'>): Row {
  return { key: account, texts: { what: account, state } };
}

export function tenantCounts({ open, asleep }: TenantCounts): string {
  return open === 0 ? '' : `${open} open, ${asleep} asleep`;
}

export function tokenEventRow(event: TokenEvent, at: Date): Row {
  const what = `${event.account}: ${happening(event)}`;
  return { key: `${at.getTime()} ${what}`, texts: { what, detail: clock(at) } };
}

function happening({ type, generation }: TokenEvent): string {
  switch (type) {
    case 'refreshed':
      return `token ${generation} obtained`;
    case 'failed':
      return 'an attempt failed';
    case 'invalidated':
      return `token ${generation} dropped`;
    case 'expired':
      return `token ${generation} expired`;
  }
}

function queueOf(inProgress: number, { pacing }: TokenSnapshot): string {
  const queue = pacing ? `, queue: ${pacing.waiting} of ${pacing.limit}` : '';
  return `In progress: ${inProgress}${queue}`;
}

function lifeOf(
  { obtainedAt, refreshAt, expiresAt, failure }: TokenSnapshot,
  at: number,
): AccountView['life'] {
  if (!obtainedAt || !expiresAt) return { lived: 0, renewal: 1 };
  const share = (time: number): number => {
    const lived = (time - obtainedAt.getTime()) / (expiresAt.getTime() - obtainedAt.getTime());
    return Math.min(1, Math.max(0, lived));
  };
  const next = failure?.nextAttemptAt ?? refreshAt;
  return { lived: share(at), renewal: next ? share(next.getTime()) : 1 };
}

function renewalOf({ isAsleep, isRefreshing, failure, refreshAt }: TokenSnapshot, at: number): string {
  if (isRefreshing) return 'being renewed';
  if (failure) return `next attempt ${until(failure.nextAttemptAt, at)}`;
  if (isAsleep) return 'renewed at its next use';
  return refreshAt ? `renewed ${until(refreshAt, at)}` : '';
}

function until(time: Date, at: number): string {
  return `in ${Math.max(0, Math.round((time.getTime() - at) / 1000))} s`;
}

function firstSentence(message: string): string {
  return message.replace(/\. .*$/s, '.');
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function clock(time: Date): string {
  return time.toLocaleTimeString('en-GB');
}
