import { Module } from '@nestjs/common';
import { PartnerKeys } from './partner-keys.js';

@Module({ providers: [PartnerKeys], exports: [PartnerKeys] })
export class PartnerKeysModule {}
