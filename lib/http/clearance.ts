import type { RateBudget, SlotUse } from '../pacing/rate-budget.js';
import type { AccessToken } from '../token/access-token.js';
import type { CallTokens } from './call-tokens.js';
import type { Call } from './call.js';

/** What a call needs from us before it may start. */
interface Need {
  /** Whether it is sent with our token. A request with an Authorization of its own is not. */
  readonly isOurs: boolean;
  /** Whether it can be sent again with another token, so that it may use a token on trial. */
  readonly mayTry: boolean;
}

/** Lets calls start, each with a token and within the rate budget. */
export class Clearance {
  constructor(
    private readonly tokens: CallTokens,
    private readonly budget: RateBudget | undefined,
  ) {}

  /**
   * Lets the call start immediately, if it need not wait.
   *
   * @returns `undefined` if it has to wait
   */
  atOnce({ isOurs, mayTry }: Need, call: Call): { readonly token?: AccessToken } | undefined {
    const token = isOurs ? this.tokens.current(mayTry) : undefined;
    if (isOurs && token === undefined) return undefined;
    return this.budget?.tryTake(this.useOf(call)) === false ? undefined : { token };
  }

  /**
   * Waits until the call may start, and returns the token to send immediately. A call with its own
   * Authorization gets none.
   */
  async wait({ isOurs, mayTry }: Need, call: Call): Promise<AccessToken | undefined> {
    for (;;) {
      if (isOurs && this.tokens.current() === undefined) {
        call.enter('token');
        await this.tokens.ready(call.signal, call.leftMs);
      }
      const use = this.useOf(call);
      if (this.budget?.tryTake(use) === false) {
        call.enter('slot');
        const turn = this.budget.take(use, call.signal);
        await (use === 'background' ? call.untilItsTurn(turn) : turn);
      }
      if (!isOurs) return undefined;
      // The token may have expired while the call waited for a slot.
      const token = this.tokens.valid(mayTry);
      if (token !== undefined) return token;
    }
  }

  private useOf({ isBackground }: Call): SlotUse {
    return isBackground && this.budget?.hasBackground === true ? 'background' : 'request';
  }
}
