import { Logger } from '@nestjs/common';
import { expect, it, onTestFinished, vi } from 'vitest';
import { startAccount } from '../support/application.js';
import { pass, useFakeTime } from '../support/fake-time.js';
import { simulate } from '../support/simulator.js';

it('somebody who ends the tokens of this key again and again is told of once in the log', async () => {
  useFakeTime();
  const simulator = await simulate();
  const said: string[] = [];
  vi.spyOn(Logger.prototype, 'warn').mockImplementation((text: unknown) => void said.push(String(text)));
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
  const { http, tokens } = await startAccount({ ...simulator.options, warmUp: false, pacing: false });
  const told = (): string[] => said.filter((line) => line.includes('rejected long before their expiry'));
  await http.axiosRef.get('/customers');

  for (const count of [0, 1, 1, 1, 1]) {
    // It is long enough for the token to prove itself.
    await pass(20_000);
    simulator.revokeAllTokens();
    expect((await http.axiosRef.get('/customers')).status).toBe(200);
    expect(told()).toHaveLength(count);
  }

  expect(tokens.snapshot().isEndedByOthers).toBe(true);
  expect(told()[0]).toContain('option "tokenStore"');
});
