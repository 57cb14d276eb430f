import 'reflect-metadata';
import { startApplication } from './application.js';
import { Origin } from './demo/origin.js';
import type { SimulatedAccount } from './demo/simulated-accounts.js';

async function bootstrap(): Promise<void> {
  const { app, simulated } = await startApplication();
  const { url } = app.get(Origin, { strict: false });
  const tour = await fetch(`${url}/tour`);
  process.stdout.write(`${greeting(url, simulated)}\n\n${await tour.text()}`);
}

function greeting(url: string, simulated: readonly SimulatedAccount[]): string {
  const notes = simulated.map(
    ({ account, simulator }) =>
      `  No credentials are set for account "${account}": it talks to a simulator at ${simulator.baseURL}`,
  );
  if (notes.length > 0)
    notes.push('  For the real API set ALTERNATIVE_PAYMENTS_ENVIRONMENT, _CLIENT_ID and _CLIENT_SECRET.');

  return [
    'A billing back end of a managed service provider, on the Alternative Payments API.',
    ...notes,
    `  Open ${url} in a browser to see it at work.`,
  ].join('\n');
}

bootstrap().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
