import { Test, TestingModule } from '@nestjs/testing';
import {
  type Simulator,
  startSimulator,
} from 'nestjs-alternative-payments/testing';
import { AppModule, CustomersService } from './app.module.js';

describe('the Quick start', () => {
  let simulator: Simulator;
  let app: TestingModule;

  beforeEach(async () => {
    simulator = await startSimulator({ seed: true });
    const { baseURL, clientId, clientSecret } = simulator.options;
    process.env.ALTERNATIVE_PAYMENTS_BASE_URL = baseURL;
    process.env.ALTERNATIVE_PAYMENTS_CLIENT_ID = clientId;
    process.env.ALTERNATIVE_PAYMENTS_CLIENT_SECRET = clientSecret;
    app = await Test.createTestingModule({ imports: [AppModule] }).compile();
    await app.init();
  });

  afterEach(async () => {
    await app.close();
    await simulator.close();
  });

  it('lists customers', async () => {
    const customers = await app.get(CustomersService).list();

    expect(customers.length).toBeGreaterThan(0);
    expect(typeof customers[0].name).toBe('string');
  });
});
