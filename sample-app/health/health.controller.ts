import { Controller, Get } from '@nestjs/common';
import { HealthCheck, type HealthCheckResult, HealthCheckService } from '@nestjs/terminus';
import { AlternativePaymentsHealthIndicator } from 'nestjs-alternative-payments/terminus';

/**
 * Tells a load balancer whether to send requests here. The accounts are not critical, because an outage of the
 * vendor would take every instance out of service, and no restart would mend it.
 */
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly payments: AlternativePaymentsHealthIndicator,
  ) {}

  @Get()
  @HealthCheck()
  check(): Promise<HealthCheckResult> {
    return this.health.check([
      () => this.payments.check('default', { critical: false }),
      () => this.payments.check('demo', { account: 'demo', critical: false }),
    ]);
  }
}
