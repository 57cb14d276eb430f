import type { INestApplication } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { freePort } from './demo/free-port.js';
import { configureWebhooks } from './demo/local-webhooks.js';
import { type SimulatedAccount, simulateUnconfiguredAccounts } from './demo/simulated-accounts.js';
import { Simulators } from './demo/simulators.js';
import { Telemetry } from './observing/telemetry.js';

/** The running application, and which of its accounts have a simulator. */
export interface RunningApplication {
  readonly app: INestApplication;
  readonly simulated: readonly SimulatedAccount[];
}

/**
 * Starts the application on HOST (by default, only this machine can reach it) and the first free port from
 * PORT on.
 */
export async function startApplication(): Promise<RunningApplication> {
  // The variables of `.env` take precedence over simulators.
  await ConfigModule.envVariablesLoaded;
  const simulated = await simulateUnconfiguredAccounts(['default', 'demo']);
  const host = process.env.HOST || '127.0.0.1';
  const port = await freePort(Number(process.env.PORT || 3000), host);
  // Subscriptions name the address before anything listens there.
  configureWebhooks(
    host,
    port,
    simulated.some(({ account }) => account === 'default'),
  );

  const stopTelemetry = await startTelemetry(process.env.OTEL);
  const app = await NestFactory.create(AppModule, {
    // The list of modules and routes is not logged, so that the application's own output is seen.
    logger: ['fatal', 'error', 'warn'],
    // An open event stream would keep the application from closing.
    forceCloseConnections: true,
  });
  app.enableShutdownHooks();
  app.get(Telemetry, { strict: false }).stopWith(stopTelemetry);
  const simulators = app.get(Simulators, { strict: false });
  for (const { account, simulator } of simulated) await simulators.replace(`account ${account}`, simulator);

  await app.listen(port, host);
  return { app, simulated };
}

/** The SDK is loaded and started before Nest makes anything that reports to it. */
async function startTelemetry(kind: string | undefined): Promise<() => Promise<void>> {
  if (kind === undefined || kind === '') return () => Promise.resolve();
  if (kind !== 'console')
    throw new Error(`OTEL is "${kind}". The only value is "console"; leave it out to print nothing.`);
  const { printTelemetry } = await import('./observing/console-telemetry.js');
  return printTelemetry();
}
