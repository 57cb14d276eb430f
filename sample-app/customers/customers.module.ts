import { Module } from '@nestjs/common';
import { CustomersController } from './customers.controller.js';

/** The client of the default account can be injected without any import. */
@Module({ controllers: [CustomersController] })
export class CustomersModule {}
