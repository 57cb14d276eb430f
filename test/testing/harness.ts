import { type Simulator, type SimulatorOptions, startSimulator } from 'nestjs-alternative-payments/testing';
import { onTestFinished } from 'vitest';
import { Client } from './client.js';

/** Starts a simulator without a rate limit that ends with the test. */
export async function start(
  options: SimulatorOptions = {},
): Promise<{ simulator: Simulator; client: Client }> {
  const simulator = await startSimulator({ rateLimit: false, ...options });
  onTestFinished(() => simulator.close());
  return { simulator, client: new Client(simulator) };
}

/** Message with which a promise is rejected. Listens at once, so that the rejection never goes unhandled. */
export async function messageOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return String((error as Error).message);
  }
  return 'The promise was fulfilled.';
}
