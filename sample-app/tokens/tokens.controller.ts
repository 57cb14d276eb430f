import { Controller, Get } from '@nestjs/common';
import { InjectTokenService, TokenService, type TokenSnapshot } from 'nestjs-alternative-payments';

/** Shows the state of the access tokens. A snapshot holds no secret. */
@Controller('tokens')
export class TokensController {
  constructor(
    private readonly tokens: TokenService,
    @InjectTokenService('demo') private readonly demoTokens: TokenService,
  ) {}

  @Get()
  show(): TokenSnapshot[] {
    return [this.tokens.snapshot(), this.demoTokens.snapshot()];
  }
}
