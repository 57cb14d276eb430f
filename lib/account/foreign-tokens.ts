import type { CallTokens } from '../http/call-tokens.js';
import { type Abortable, unlessAborted } from '../timing/abort.js';
import type { AccessToken } from '../token/access-token.js';
import type { Verdict } from '../token/rejections.js';

/** What of a `TokenService` is used that is not ours: a test's, with whatever members that has. */
interface GivenTokenService {
  getToken(): Promise<string>;
  invalidate?(token: string): void;
}

/** The tokens of a `TokenService` that a test has put in the place of ours. It is asked for each request. */
export class ForeignTokens implements CallTokens {
  #latest?: AccessToken;

  constructor(private readonly given: GivenTokenService) {}

  current(): undefined {
    return undefined;
  }

  async ready(signal?: Abortable): Promise<AccessToken> {
    const value = await unlessAborted(this.given.getToken(), signal);
    return (this.#latest = { value } as AccessToken);
  }

  valid(): AccessToken | undefined {
    return this.#latest;
  }

  sending(): void {}

  accepted(): void {}

  rejected(token: string): Verdict {
    this.given.invalidate?.(token);
    return 'again';
  }
}
