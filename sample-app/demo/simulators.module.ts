import { Module } from '@nestjs/common';
import { Simulators } from './simulators.js';

@Module({ providers: [Simulators], exports: [Simulators] })
export class SimulatorsModule {}
