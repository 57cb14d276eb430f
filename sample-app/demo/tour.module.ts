import { Module } from '@nestjs/common';
import { OriginModule } from './origin.module.js';
import { SimulatorsModule } from './simulators.module.js';
import { TourController } from './tour.controller.js';

@Module({ imports: [OriginModule, SimulatorsModule], controllers: [TourController] })
export class TourModule {}
