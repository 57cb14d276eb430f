import { Subject } from 'rxjs';
import { textOf } from '../errors/text-of.js';
import { quietly } from '../logging/quietly.js';
import type { NewsKind, NewsLog } from '../logging/news-log.js';
import { detached } from '../timing/detached.js';
import type { TokenEvent, TokenFailedEvent, TokenNews } from '../observation/token-events.js';
import { isRefusal, type TokenFailureKind } from './source/token-failure.js';

const INVALIDATED: NewsKind = {
  level: 'warn',
  one: 'had its access token invalidated before its expiry',
  many: 'had their access tokens invalidated before their expiry',
  lasts: false,
};
const EXPIRED: NewsKind = {
  level: 'error',
  one: 'had its access token expire before a new one was obtained',
  many: 'had their access tokens expire before new ones were obtained',
  lasts: true,
};
const ENDED_BY_OTHERS: NewsKind = {
  level: 'warn',
  one: 'has access tokens that another program ends',
  many: 'have access tokens that another program ends',
  lasts: false,
};
const BROKEN: NewsKind = {
  level: 'error',
  one: 'cannot time the renewal of its access token',
  many: 'cannot time the renewal of their access tokens',
  lasts: false,
};

/** Reports what happens to a token, as events and as one log line per change of state. */
export class TokenReporter {
  private readonly events = new Subject<TokenEvent>();
  readonly events$ = this.events.asObservable();
  /** What was told since the last token was obtained. */
  private told?: Set<TokenFailureKind | 'expired' | undefined>;
  private isBroken = false;

  constructor(
    private readonly account: string,
    private readonly log: NewsLog,
    /** Tells an observer. It never throws. */
    private readonly observe?: (event: TokenEvent) => void,
  ) {}

  /**
   * Reports news. It never throws: neither a listener nor the host's logger may end the renewal of the token.
   */
  report(news: TokenNews, kind?: TokenFailureKind): void {
    const event = { ...news, account: this.account };
    // News of the token concerns all callers, even if the rejected request of one of them has caused it.
    detached(() => {
      quietly(() => this.write(event, kind));
      this.observe?.(event);
      this.events.next(event);
    });
  }

  /** Logs once that the renewal cannot be timed, which would otherwise go unnoticed. */
  broken(error: unknown): void {
    if (this.isBroken) return;
    this.isBroken = true;
    const text = `The renewal of the access token cannot be timed, so calls have to trigger it: ${textOf(error)}`;
    detached(() => this.log.tell(BROKEN, text));
  }

  /** Logs that another program ends the tokens of this key, which no event shows. */
  endedByOthers(): void {
    const text =
      'Access tokens that had worked were repeatedly rejected long before their expiry: another program revokes them, or requests tokens with the same API key, which ends those of this process. Calls are sent again with new tokens. Give each application an API key of its own, or let those that have the same one share a token store (option "tokenStore").';
    detached(() => this.log.tell(ENDED_BY_OTHERS, text));
  }

  /** The account falls asleep, so the failures of others may be over without it. */
  sleep(): void {
    this.log.leave();
  }

  /** Ends the stream of events. */
  close(): void {
    this.log.leave();
    this.events.complete();
  }

  private write(event: TokenEvent, kind?: TokenFailureKind): void {
    switch (event.type) {
      case 'refreshed': {
        const text = `Access token ${event.generation} obtained (${event.reason}${event.source === 'store' ? ', from another process' : ''}), valid for ${Math.round(event.secondsToExpiry)} s`;
        if (this.told === undefined) this.log.detail(text);
        else this.log.over(`${text}; the failures are over`);
        this.told = undefined;
        break;
      }
      case 'failed': {
        const left =
          event.generation > 0
            ? ` The present token is valid for another ${Math.round(event.secondsToExpiry)} s.`
            : '';
        if (this.isKnown(kind)) this.log.detail(event.message);
        else this.log.tell(failureOf(event, kind), event.message + left);
        break;
      }
      case 'invalidated':
        this.log.tell(
          INVALIDATED,
          `Access token ${event.generation} was invalidated ${Math.round(event.secondsToExpiry)} s before its expiry`,
        );
        break;
      case 'expired':
        // It is told once for each token, no matter what was told of its renewal.
        this.isKnown('expired');
        this.log.tell(EXPIRED, `Access token ${event.generation} expired before a new one was obtained`);
        break;
    }
  }

  /** Whether this was told since the last token was obtained. From now on it was. */
  private isKnown(what: TokenFailureKind | 'expired' | undefined): boolean {
    const told = (this.told ??= new Set());
    const isKnown = told.has(what);
    told.add(what);
    return isKnown;
  }
}

/** The kind of news that a failed attempt is. */
function failureOf({ code, generation }: TokenFailedEvent, kind?: TokenFailureKind): NewsKind {
  const [one, many] =
    generation > 0
      ? ['cannot renew its access token', 'cannot renew their access tokens']
      : ['cannot obtain an access token', 'cannot obtain access tokens'];
  const level = kind !== undefined && isRefusal(kind) ? 'error' : 'warn';
  return { level, one: `${one} (${code})`, many: `${many} (${code})`, lasts: true };
}
