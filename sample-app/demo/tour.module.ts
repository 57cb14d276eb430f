import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers/customers.module.js';
import { OriginModule } from './origin.module.js';
import { SimulatorsModule } from './simulators.module.js';
import { TourController } from './tour.controller.js';

@Module({ imports: [CustomersModule, OriginModule, SimulatorsModule], controllers: [TourController] })
export class TourModule {}
