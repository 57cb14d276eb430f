import type { CallTokens } from '../http/call-tokens.js';
import { type Abortable, unlessAborted } from '../timing/abort.js';
import type { AccessToken } from '../token/access-token.js';
import type { Verdict } from '../token/rejections.js';

/** The part of a foreign `TokenService` that is used. It is a test's own, and may have any other members. */
interface GivenTokenService {
  getToken(): Promise<string>;
  invalidate?(token: string): void;
}

/**
 * Adapts a `TokenService` that a test has put in the place of ours. It is asked for a token before each
 * request.
 */
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
