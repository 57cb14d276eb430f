import type { INestApplication } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { freePort } from './demo/free-port.js';
import { type SimulatedAccount, simulateUnconfiguredAccounts } from './demo/simulated-accounts.js';
import { Simulators } from './demo/simulators.js';

/** The application while it listens, and which of its accounts have a simulator. */
export interface RunningApplication {
  readonly app: INestApplication;
  readonly simulated: readonly SimulatedAccount[];
}

/** Starts the application on HOST (this machine alone unless set) and the first free port from PORT on. */
export async function startApplication(): Promise<RunningApplication> {
  // What `.env` says counts before simulators stand in.
  await ConfigModule.envVariablesLoaded;
  const simulated = await simulateUnconfiguredAccounts(['default', 'demo']);

  const app = await NestFactory.create(AppModule, {
    // Without the list of modules and routes, so that what the application has to say is seen.
    logger: ['fatal', 'error', 'warn'],
    // A stream that somebody follows would keep the application from closing.
    forceCloseConnections: true,
  });
  app.enableShutdownHooks();
  const simulators = app.get(Simulators, { strict: false });
  for (const { account, simulator } of simulated) await simulators.replace(`account ${account}`, simulator);

  const host = process.env.HOST || '127.0.0.1';
  await app.listen(await freePort(Number(process.env.PORT || 3000), host), host);
  return { app, simulated };
}
