import type { ApiKeyPair, CredentialsProvider, TokenService } from 'nestjs-alternative-payments';
import { describe, expect, it, vi } from 'vitest';
import { startAccount } from '../support/application.js';
import { pass, passUntil, useFakeTime } from '../support/fake-time.js';
import { simulate } from '../support/simulator.js';

describe('a function as credentials', () => {
  it.each<[string, () => unknown]>([
    ['rejects with what cannot be shown', () => Promise.reject(Object.create(null) as Error)],
    [
      'rejects with an error without text',
      () => Promise.reject(Object.assign(new Error(), { message: { a: 1 } })),
    ],
    ['returns half a character', () => ({ clientId: 'id', clientSecret: 'x\ud800' })],
    [
      'returns what throws when it is read',
      () => ({
        get clientId() {
          throw new Error('boom');
        },
      }),
    ],
  ])('that %s does not end the renewal', async (_what, broken) => {
    const simulator = await simulate();
    const credentials = vi.fn<CredentialsProvider>(broken as CredentialsProvider);
    useFakeTime();
    const { tokens } = await startAccount({
      ...simulator.options,
      clientId: undefined,
      clientSecret: undefined,
      credentials,
      warmUp: false,
    });
    await expect(tokens.getToken()).rejects.toMatchObject({ code: 'CREDENTIALS_UNAVAILABLE' });
    expect(typeof tokens.snapshot().failure?.message).toBe('string');
    credentials.mockImplementation(() => simulator.options);
    await passUntil(() => tokens.snapshot().state === 'valid');
  });

  it('that parses the secret as JSON does not have it quoted', async () => {
    const { options } = await simulate();
    const { tokens } = await startAccount({
      ...options,
      clientId: undefined,
      clientSecret: undefined,
      credentials: () => JSON.parse('hunter2-supersecret') as ApiKeyPair,
      warmUp: false,
    });
    const failure = await tokens.getToken().catch((reason: unknown) => reason as Error);
    expect((failure as Error).message).toContain('SyntaxError');
    expect((failure as Error).message + JSON.stringify(tokens.snapshot())).not.toContain('hunter2');
  });

  it('that asks for the token it is needed for ends in its time', async () => {
    const { options } = await simulate();
    const box: { tokens?: TokenService } = {};
    const credentials = vi.fn<CredentialsProvider>(async () => {
      await box.tokens?.getToken();
      return options;
    });
    useFakeTime();
    const { tokens } = await startAccount({
      ...options,
      clientId: undefined,
      clientSecret: undefined,
      credentials,
      warmUp: false,
    });
    box.tokens = tokens;
    const failure = tokens.getToken().catch((reason: unknown) => reason);
    await pass(5_000);
    expect(await failure).toMatchObject({ code: 'CREDENTIALS_UNAVAILABLE' });
    expect(credentials).toHaveBeenCalledTimes(1);
  });
});
