import { Controller } from '@nestjs/common';
import { CustomersController } from './customers.controller.js';

@Controller('demo/customers')
export class DemoCustomersController extends CustomersController {}
