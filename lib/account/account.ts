import type { HttpService } from '@nestjs/axios';
import type { ResolvedOptions } from '../config/resolved-options.js';
import type { TokenService } from '../token/token.service.js';

/** One API key in one environment, with everything that belongs to it. */
export class Account {
  constructor(
    private readonly options: ResolvedOptions,
    readonly tokenService: TokenService,
    readonly httpService: HttpService,
  ) {}

  /**
   * Fetches the first token as the option `warmUp` says.
   *
   * @throws TokenUnavailableError if a token is required and cannot be had
   */
  async warmUp(): Promise<void> {
    const { warmUp } = this.options;
    if (warmUp === 'required') await this.tokenService.ready();
    // A failure is in the log already, and the token service goes on trying.
    if (warmUp === 'background') this.tokenService.ready().catch(() => undefined);
  }

  /** Ends what is under way and releases what is held. Twice is fine. */
  close(): void {
    this.tokenService.close();
  }
}
