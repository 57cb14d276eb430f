import { Module } from '@nestjs/common';
import { Origin } from './origin.js';

@Module({ providers: [Origin], exports: [Origin] })
export class OriginModule {}
