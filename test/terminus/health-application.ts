import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import {
  Controller,
  Get,
  type INestApplication,
  type InjectionToken,
  type ModuleMetadata,
  Query,
} from '@nestjs/common';
import {
  HealthCheck,
  type HealthCheckResult,
  HealthCheckService,
  HealthIndicatorService,
  TerminusModule,
} from '@nestjs/terminus';
import { Test } from '@nestjs/testing';
import {
  AlternativePaymentsHealthIndicator,
  type AlternativePaymentsHealthOptions,
} from 'nestjs-alternative-payments/terminus';
import { onTestFinished } from 'vitest';

/** What the probe of an application is answered with. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly body: HealthCheckResult;
  /** Of the default account. */
  readonly own: Record<string, unknown> | undefined;
}

/** Asks for the given checks at once; the key of each is the name of its account. */
export type Probe = (...checks: AlternativePaymentsHealthOptions[]) => Promise<Answer>;

@Controller('health')
class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly payments: AlternativePaymentsHealthIndicator,
  ) {}

  @Get()
  @HealthCheck()
  check(@Query('checks') checks: string): Promise<HealthCheckResult> {
    const given = JSON.parse(checks) as AlternativePaymentsHealthOptions[];
    return this.health.check(
      given.map((options) => () => this.payments.check(options.account ?? 'default', options)),
    );
  }
}

/**
 * Starts an application with a health endpoint, and closes it when the test ends.
 *
 * @param replaced what takes the place of providers
 */
export async function startHealth(
  imports: NonNullable<ModuleMetadata['imports']>,
  providers: NonNullable<ModuleMetadata['providers']> = [],
  replaced: Array<[token: InjectionToken, value: unknown]> = [],
): Promise<{ application: INestApplication; probe: Probe }> {
  const builder = Test.createTestingModule({
    imports: [TerminusModule.forRoot({ logger: false }), ...imports],
    controllers: [HealthController],
    providers: [AlternativePaymentsHealthIndicator, ...providers],
  });
  for (const [token, value] of replaced) builder.overrideProvider(token).useValue(value);
  const testing = await builder.compile();
  const application = testing.createNestApplication({ logger: false });
  await application.listen(0, '127.0.0.1');
  onTestFinished(() => application.close());
  const address = await application.getUrl();
  return { application, probe: (...checks) => ask(address, checks.length === 0 ? [{}] : checks) };
}

/** `degraded`, or what an indicator says in its place where Terminus does not know the word. */
export const DEGRADED = 'degraded' in new HealthIndicatorService().check('any') ? 'degraded' : 'up';

/** The word for the whole application that is degraded at worst. */
export const DEGRADED_OVERALL = DEGRADED === 'degraded' ? 'degraded' : 'ok';

async function ask(address: string, checks: AlternativePaymentsHealthOptions[]): Promise<Answer> {
  const query = new URLSearchParams({ checks: JSON.stringify(checks) });
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${address}/health?${query.toString()}`, { agent: false }, resolve).on('error', reject);
  });
  const content = await text(response);
  const body = JSON.parse(content) as HealthCheckResult;
  return { status: response.statusCode ?? 0, text: content, body, own: body.details?.['default'] };
}
