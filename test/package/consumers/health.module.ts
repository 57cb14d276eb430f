import { Controller, Get, Module } from '@nestjs/common';
import {
  HealthCheck,
  type HealthCheckResult,
  HealthCheckService,
  type HealthIndicatorResult,
  TerminusModule,
} from '@nestjs/terminus';
import {
  AlternativePaymentsHealthIndicator,
  type AlternativePaymentsHealthOptions,
} from 'nestjs-alternative-payments/terminus';

const OPTIONS: AlternativePaymentsHealthOptions = { critical: false };

@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly payments: AlternativePaymentsHealthIndicator,
  ) {}

  @Get()
  @HealthCheck()
  check(): Promise<HealthCheckResult> {
    return this.health.check([() => this.payments.check('alternative-payments', OPTIONS)]);
  }

  /** The key is known to the types of either Terminus. */
  async alone(): Promise<HealthIndicatorResult<'alternative-payments'>> {
    const result = await this.payments.check('alternative-payments');
    const status: 'up' | 'down' | 'degraded' = result['alternative-payments'].status;
    // @ts-expect-error: no other key is.
    void result.other;
    void status;
    return result;
  }
}

@Module({
  imports: [TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController],
  providers: [AlternativePaymentsHealthIndicator],
})
export class HealthModule {}
