import { type Simulator, type SimulatorOptions, startSimulator } from 'nestjs-alternative-payments/testing';
import { onTestFinished } from 'vitest';

/** A simulator without rate limit, closed when the test ends. */
export async function simulate(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator({ rateLimit: false, ...options });
  onTestFinished(() => simulator.close());
  return simulator;
}
