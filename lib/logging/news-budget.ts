import type { Logger } from '@nestjs/common';
import { Alarm } from '../timing/alarm.js';
import { detached } from '../timing/detached.js';
import { NewsLog, type NewsKind } from './news-log.js';
import { NewsWindow } from './news-window.js';
import { quietly } from './quietly.js';
import { countOf, Spell } from './spell.js';

/**
 * Keeps the log short when many tenants of a registration have the same news. That of a few is told as it
 * comes. The others are counted, and one line tells their number every ten seconds. No timer is set while
 * nothing is held back.
 */
export class NewsBudget {
  /** By kind; there are only a few. */
  private readonly windows = new Map<string, { kind: NewsKind; window: NewsWindow }>();
  private readonly spell = new Spell();
  private readonly alarm = new Alarm(() => this.tellWhatIsDue());

  constructor(
    private readonly registration: string,
    private readonly logger: Logger,
  ) {}

  /** The log of one account of a tenant. */
  logOf(tenant: string, logger: Logger): NewsLog {
    return new TenantNewsLog(tenant, logger, this);
  }

  /** Whether the news of this account gets a line of its own. Otherwise, the tenant is counted. */
  admits(kind: NewsKind, account: object, tenant: string): boolean {
    const known = this.windows.get(kind.many) ?? { kind, window: new NewsWindow() };
    this.windows.set(kind.many, known);
    if (kind.lasts) this.spell.fails(account, tenant);
    const isAdmitted = known.window.admits(tenant);
    this.tellWhatIsDue();
    return isAdmitted;
  }

  recovers(account: object, tenant: string): void {
    this.spell.recovers(account, tenant);
    this.tellWhatIsDue();
  }

  leaves(account: object): void {
    this.spell.leaves(account);
    this.tellWhatIsDue();
  }

  /** Tells everything that was held back. */
  flush(): void {
    detached(() => {
      for (const { kind, window } of this.windows.values()) this.tellNumber(kind, window.take());
      const text = this.spell.take(this.registration);
      if (text !== undefined) quietly(() => this.logger.log(text));
    });
    this.alarm.off();
  }

  /** Tells what is due, and sets the timer for the rest. */
  private tellWhatIsDue(): void {
    // The end of a spell is told after everything that happened in it.
    if (this.spell.leftMs <= 0) return this.flush();
    detached(() => {
      for (const { kind, window } of this.windows.values())
        if (window.leftMs <= 0) this.tellNumber(kind, window.take());
    });
    const nextMs = [...this.windows.values()].map(({ window }) => window.leftMs);
    const leftMs = Math.min(this.spell.leftMs, ...nextMs);
    if (leftMs === Infinity) this.alarm.off();
    else this.alarm.ringIn(leftMs);
  }

  private tellNumber({ level, one, many }: NewsKind, number: number): void {
    if (number === 0) return;
    const text = `${countOf(number, 'further tenant')} of "${this.registration}" ${number === 1 ? one : many}.`;
    quietly(() => this.logger[level](text));
  }
}

/** Writes the news of a tenant's account, as far as the budget of its registration admits. */
class TenantNewsLog extends NewsLog {
  constructor(
    private readonly tenant: string,
    logger: Logger,
    private readonly budget: NewsBudget,
  ) {
    super(logger);
  }

  override tell(kind: NewsKind, text: string): void {
    if (this.budget.admits(kind, this, this.tenant)) super.tell(kind, text);
    else this.detail(text);
  }

  /** The registration tells it, in one line for all tenants. */
  override over(text: string): void {
    this.detail(text);
    this.budget.recovers(this, this.tenant);
  }

  override leave(): void {
    this.budget.leaves(this);
  }
}
