import { Test, TestingModule } from '@nestjs/testing';
import {
  type Simulator,
  startSimulator,
} from 'nestjs-alternative-payments/testing';
import { AppModule, Billing } from './app.module';

describe('the Quick start', () => {
  let simulator: Simulator;
  let app: TestingModule;

  beforeEach(async () => {
    simulator = await startSimulator({
      seed: [{ id: 'cus_1', name: 'Acme', email: 'ap@acme.example' }],
    });
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
    const names = await app.get(Billing).customerNames();

    expect(names).toEqual(['Acme']);
  });

  it('bills a customer', async () => {
    const invoice = await app.get(Billing).bill('cus_1');

    expect(invoice).toMatchObject({ customer_id: 'cus_1', total: 129.5 });
  });
});
