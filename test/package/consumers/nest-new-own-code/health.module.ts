import { Controller, Get, Module } from '@nestjs/common';
import {
  HealthCheck,
  HealthCheckService,
  TerminusModule,
} from '@nestjs/terminus';
import { AlternativePaymentsHealthIndicator } from 'nestjs-alternative-payments/terminus';

@Controller('health')
class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly payments: AlternativePaymentsHealthIndicator,
  ) {}

  @Get()
  @HealthCheck()
  check() {
    return this.health.check([() => this.payments.check('payments')]);
  }
}

@Module({
  imports: [TerminusModule],
  controllers: [HealthController],
  providers: [AlternativePaymentsHealthIndicator],
})
export class HealthModule {}
