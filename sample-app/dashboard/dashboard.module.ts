import { Module } from '@nestjs/common';
import { OriginModule } from '../demo/origin.module.js';
import { SimulatorsModule } from '../demo/simulators.module.js';
import { PartnersModule } from '../partners/partners.module.js';
import { LedgerModule } from '../webhooks/ledger.module.js';
import { Accounts } from './accounts.js';
import { Dashboard } from './dashboard.js';
import { DashboardController } from './dashboard.controller.js';
import { PageController } from './page.controller.js';
import { Samples } from './samples.js';
import { Traffic } from './traffic.js';
import { SimulatorActions } from './simulator-actions.js';

/** A page on which a person sees that calls go on, whatever happens to the API. */
@Module({
  imports: [LedgerModule, OriginModule, PartnersModule, SimulatorsModule],
  controllers: [PageController, DashboardController],
  providers: [Accounts, Dashboard, Samples, Traffic, SimulatorActions],
})
export class DashboardModule {}
