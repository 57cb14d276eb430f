import { ConfigModule } from '@nestjs/config';
import {
  AlternativePaymentsModule,
  alternativePaymentsConfig,
  alternativePaymentsConfigFor,
  getTokenServiceToken,
  InvalidOptionsError,
  InvalidRegistrationError,
  TokenService,
} from 'nestjs-alternative-payments';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startApplication } from '../support/application.js';
import { simulate } from '../support/simulator.js';

const SECRET = 's3cr3t-value-that-must-not-show';

/** Sets variables for one test. */
function given(variables: Record<string, string>): void {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('alternativePaymentsConfig', () => {
  it('reads the default account from the environment', async () => {
    const simulator = await simulate({ clientId: 'id-1', clientSecret: SECRET });
    given({
      ALTERNATIVE_PAYMENTS_BASE_URL: simulator.baseURL,
      ALTERNATIVE_PAYMENTS_CLIENT_ID: 'id-1',
      ALTERNATIVE_PAYMENTS_CLIENT_SECRET: SECRET,
      ALTERNATIVE_PAYMENTS_SCOPE: 'customers:read',
      ALTERNATIVE_PAYMENTS_WARM_UP: 'required',
      ALTERNATIVE_PAYMENTS_PACING: 'false',
      ALTERNATIVE_PAYMENTS_TIMEOUT_MS: '5000',
      ALTERNATIVE_PAYMENTS_ENVIRONMENT: '',
    });

    const application = await startApplication(
      ConfigModule.forRoot({ isGlobal: true, ignoreEnvFile: true }),
      AlternativePaymentsModule.forRootAsync(alternativePaymentsConfig.asProvider()),
    );

    expect(application.get(TokenService, { strict: false }).snapshot()).toMatchObject({
      state: 'valid',
      clientId: 'id-1',
    });
    expect(simulator.journal.tokenRequests[0]?.body).toContain('scope=customers%3Aread');
    expect(alternativePaymentsConfig()).toMatchObject({
      pacing: false,
      http: { timeout: 5000 },
      environment: undefined,
    });
  });

  it.each([
    ['true', {}],
    ['false', false],
  ])('takes _PACING=%s', (text, pacing) => {
    given({
      ALTERNATIVE_PAYMENTS_ENVIRONMENT: 'demo',
      ALTERNATIVE_PAYMENTS_CLIENT_ID: 'id-1',
      ALTERNATIVE_PAYMENTS_CLIENT_SECRET: SECRET,
      ALTERNATIVE_PAYMENTS_PACING: text,
    });
    expect(alternativePaymentsConfig().pacing).toEqual(pacing);
  });

  it('names every variable that is missing', () => {
    given({ ALTERNATIVE_PAYMENTS_CLIENT_ID: '', ALTERNATIVE_PAYMENTS_CLIENT_SECRET: '' });
    const error = catchError(alternativePaymentsConfig);
    expect(error).toBeInstanceOf(InvalidOptionsError);
    expect(error.message).toContain(
      'ALTERNATIVE_PAYMENTS_ENVIRONMENT (production or demo) or ALTERNATIVE_PAYMENTS_BASE_URL',
    );
    expect(error.message).toContain('ALTERNATIVE_PAYMENTS_CLIENT_ID is missing');
    expect(error.message).toContain('ALTERNATIVE_PAYMENTS_CLIENT_SECRET is missing');
  });

  it.each([
    ['ENVIRONMENT', 'prod', 'ALTERNATIVE_PAYMENTS_ENVIRONMENT is "prod"'],
    ['CLIENT_SECRET', `${SECRET} `, 'ALTERNATIVE_PAYMENTS_CLIENT_SECRET begins or ends with white space'],
    ['WARM_UP', 'yes', 'ALTERNATIVE_PAYMENTS_WARM_UP is "yes"'],
    ['ALLOW_INSECURE_HTTP', '1', 'ALTERNATIVE_PAYMENTS_ALLOW_INSECURE_HTTP is "1"'],
    ['PACING', 'off', 'ALTERNATIVE_PAYMENTS_PACING is "off". It must be one of true, false'],
    [
      'TIMEOUT_MS',
      '20s',
      'ALTERNATIVE_PAYMENTS_TIMEOUT_MS is "20s". It must be a whole number of milliseconds',
    ],
  ])('says what is wrong with _%s=%s', (name, value, text) => {
    given({
      ALTERNATIVE_PAYMENTS_ENVIRONMENT: 'demo',
      ALTERNATIVE_PAYMENTS_CLIENT_ID: 'id-1',
      ALTERNATIVE_PAYMENTS_CLIENT_SECRET: SECRET,
      [`ALTERNATIVE_PAYMENTS_${name}`]: value,
    });

    const error = catchError(alternativePaymentsConfig);
    expect(error.message).toContain(text);
    expect(error.message).not.toContain(SECRET);
  });
});

describe('alternativePaymentsConfigFor', () => {
  it('reads a named account from variables of its own', async () => {
    const simulator = await simulate();
    given({
      ALTERNATIVE_PAYMENTS_EU_1_BASE_URL: simulator.baseURL,
      ALTERNATIVE_PAYMENTS_EU_1_CLIENT_ID: 'simulated-client-id',
      ALTERNATIVE_PAYMENTS_EU_1_CLIENT_SECRET: 'simulated-client-secret',
      ALTERNATIVE_PAYMENTS_EU_1_WARM_UP: 'false',
    });

    const application = await startApplication(
      ConfigModule.forRoot({ isGlobal: true, ignoreEnvFile: true }),
      AlternativePaymentsModule.forRootAsync({
        name: 'eu-1',
        ...alternativePaymentsConfigFor('eu-1').asProvider(),
      }),
    );
    const tokens = application.get<TokenService>(getTokenServiceToken('eu-1'), { strict: false });

    expect(tokens.snapshot()).toMatchObject({ account: 'eu-1', state: 'idle' });
    await tokens.getToken();
    expect(simulator.journal.tokenRequests).toHaveLength(1);
  });

  it('names the variables of that account', () => {
    expect(catchError(alternativePaymentsConfigFor('eu-1')).message).toMatch(
      /account "eu-1"[^]*ALTERNATIVE_PAYMENTS_EU_1_CLIENT_ID is missing/,
    );
  });

  it('refuses a name that cannot be one', () => {
    expect(() => alternativePaymentsConfigFor('eu 1')).toThrow(InvalidRegistrationError);
  });

  it('of the default account is alternativePaymentsConfig', () => {
    expect(alternativePaymentsConfigFor('default')).toBe(alternativePaymentsConfig);
  });
});

function catchError(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error('Nothing was thrown');
}
