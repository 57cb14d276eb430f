import type { HttpService } from '@nestjs/axios';
import type { WarmUp } from '../config/account-options.js';
import type { TokenService } from '../token/token.service.js';

/** One API key in one environment, with everything that belongs to it. */
export class Account {
  constructor(
    private readonly firstToken: WarmUp,
    readonly tokenService: TokenService,
    readonly httpService: HttpService,
    private readonly endCalls: () => void,
  ) {}

  /**
   * Fetches the first token as the option `warmUp` says.
   *
   * @throws TokenUnavailableError if a token is required and cannot be had; the account is then closed, for the
   * application that did not start will not close it
   */
  async warmUp(): Promise<void> {
    if (this.firstToken === 'required') {
      try {
        await this.tokenService.ready();
      } catch (error) {
        this.close();
        throw error;
      }
    }
    // A failure is in the log already, and the token service goes on trying.
    if (this.firstToken === 'background') this.tokenService.ready().catch(() => undefined);
  }

  /** Ends what is under way and releases what is held. Twice is fine. */
  close(): void {
    this.tokenService.close();
    this.endCalls();
  }
}
