import { type Simulator, type SimulatorOptions, startSimulator } from 'nestjs-alternative-payments/testing';
import { afterAll } from 'vitest';

/**
 * For a file whose tests run at the same time: `onTestFinished` cannot tell there which of them has ended, so that all is closed
 * after the last one.
 */
export function closedAfterFile(): {
  readonly simulate: (options?: SimulatorOptions) => Promise<Simulator>;
  readonly whenDone: (close: () => unknown) => void;
} {
  const closing: Array<() => unknown> = [];
  const whenDone = (close: () => unknown): void => void closing.push(close);
  afterAll(async () => {
    await Promise.all(closing.map((close) => close()));
  });
  return {
    whenDone,
    simulate: async (options) => {
      const simulator = await startSimulator({ rateLimit: false, ...options });
      whenDone(() => simulator.close());
      return simulator;
    },
  };
}
