import type { Logger } from '@nestjs/common';
import { Subject } from 'rxjs';
import { textOf } from '../errors/text-of.js';
import { quietly } from '../logging/quietly.js';
import { detached } from '../timing/detached.js';
import type { TokenEvent, TokenNews } from '../observation/token-events.js';
import { isRefusal, type TokenFailureKind } from './source/token-failure.js';

/** Reports what happens to a token, as events and as one log line per change of state. */
export class TokenReporter {
  private readonly events = new Subject<TokenEvent>();
  readonly events$ = this.events.asObservable();
  private failingWith?: TokenFailureKind;
  private isBroken = false;

  constructor(
    private readonly account: string,
    private readonly logger: Logger,
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
      quietly(() => this.log(event, kind));
      this.observe?.(event);
      this.events.next(event);
    });
  }

  /** Logs once that the renewal cannot be timed, which would otherwise go unnoticed. */
  broken(error: unknown): void {
    if (this.isBroken) return;
    this.isBroken = true;
    quietly(() =>
      this.logger.error(
        `The renewal of the access token cannot be timed, so calls have to trigger it: ${textOf(error)}`,
      ),
    );
  }

  /** Logs that another program ends the tokens of this key, which no event shows. */
  endedByOthers(): void {
    quietly(() =>
      this.logger.warn(
        'Access tokens that had worked were repeatedly rejected long before their expiry: another program revokes them, or requests tokens with the same API key, which ends those of this process. Calls are sent again with new tokens. Give each application an API key of its own, or let those that have the same one share a token store (option "tokenStore").',
      ),
    );
  }

  /** Ends the stream of events. */
  close(): void {
    this.events.complete();
  }

  private log(event: TokenEvent, kind?: TokenFailureKind): void {
    switch (event.type) {
      case 'refreshed': {
        const text = `Access token ${event.generation} obtained (${event.reason}${event.source === 'store' ? ', from another process' : ''}), valid for ${Math.round(event.secondsToExpiry)} s`;
        if (this.failingWith === undefined) this.logger.debug(text);
        else this.logger.log(`${text}; the failures are over`);
        this.failingWith = undefined;
        break;
      }
      case 'failed': {
        const left =
          event.generation > 0
            ? ` The present token is valid for another ${Math.round(event.secondsToExpiry)} s.`
            : '';
        if (kind === this.failingWith) this.logger.debug(event.message);
        else if (kind !== undefined && isRefusal(kind)) this.logger.error(event.message + left);
        else this.logger.warn(event.message + left);
        this.failingWith = kind;
        break;
      }
      case 'invalidated':
        this.logger.warn(
          `Access token ${event.generation} was invalidated ${Math.round(event.secondsToExpiry)} s before its expiry`,
        );
        break;
      case 'expired':
        this.logger.error(`Access token ${event.generation} expired before a new one was obtained`);
        break;
    }
  }
}
