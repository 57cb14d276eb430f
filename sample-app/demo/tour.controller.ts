import { Controller, Get, Header } from '@nestjs/common';
import { AlternativePaymentsClient } from 'nestjs-alternative-payments';
import { Origin } from './origin.js';
import { Simulators } from './simulators.js';
import { tour } from './tour.js';

/** Shows what the application offers to a shell, for readers who know no path yet. */
@Controller('tour')
export class TourController {
  constructor(
    private readonly origin: Origin,
    private readonly simulators: Simulators,
    private readonly api: AlternativePaymentsClient,
  ) {}

  @Get()
  @Header('content-type', 'text/plain; charset=utf-8')
  async show(): Promise<string> {
    return tour(this.origin.url, await this.simulatedCustomer());
  }

  private async simulatedCustomer(): Promise<string | undefined> {
    if (!this.simulators.ofAccount('default')) return undefined;
    const { data } = await this.api.customers.list({ limit: 1 });
    return data[0]?.id;
  }
}
