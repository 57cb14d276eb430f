import { Module } from '@nestjs/common';
import { AlternativePaymentsModule } from 'nestjs-alternative-payments';
import { CustomersController } from './customers.controller.js';
import { CustomersService } from './customers.service.js';

/** Importing the module without arguments binds `HttpService` to the default account here. */
@Module({
  imports: [AlternativePaymentsModule],
  controllers: [CustomersController],
  providers: [CustomersService],
  exports: [CustomersService],
})
export class CustomersModule {}
