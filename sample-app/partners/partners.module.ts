import { Module } from '@nestjs/common';
import { SimulatorsModule } from '../demo/simulators.module.js';
import { PartnerKeysModule } from './partner-keys.module.js';
import { PartnersController } from './partners.controller.js';
import { PartnersService } from './partners.service.js';

@Module({
  imports: [PartnerKeysModule, SimulatorsModule],
  controllers: [PartnersController],
  providers: [PartnersService],
  exports: [PartnersService],
})
export class PartnersModule {}
