import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { freePort } from './free-port.js';
import { simulateUnconfiguredAccounts } from './simulated-accounts.js';
import { welcome } from './welcome.js';

async function bootstrap(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const simulated = await simulateUnconfiguredAccounts(['default', 'demo']);

  // Imported only now: the configuration is read while the module loads.
  const { AppModule } = await import('./app.module.js');
  const app = await NestFactory.create(AppModule);
  app.enableShutdownHooks();
  const port = await freePort(Number(process.env.PORT ?? 3000));
  await app.listen(port);
  process.stdout.write(welcome(port, simulated));
}

bootstrap().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
