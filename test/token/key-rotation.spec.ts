import {
  type ApiKeyPair,
  CredentialsRejectedError,
  CredentialsUnavailableError,
  InvalidOptionsError,
} from 'nestjs-alternative-payments';
import type { Simulator } from 'nestjs-alternative-payments/testing';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { startAccount } from '../support/application.js';
import { CallLog } from '../support/call-log.js';
import { pass, passUntil, useFakeTime } from '../support/fake-time.js';
import { simulate } from '../support/simulator.js';

interface Vault {
  key: ApiKeyPair;
  readonly read: () => Promise<ApiKeyPair>;
}

/** A secrets manager with the simulator's key, as a host would write it. */
function vaultOf(simulator: Simulator): Vault {
  const { clientId, clientSecret } = simulator.options;
  const vault: Vault = {
    key: { clientId, clientSecret },
    read: vi.fn<() => Promise<ApiKeyPair>>(() => Promise.resolve(vault.key)),
  };
  return vault;
}

/** Replaces the secret at the vendor; the application knows nothing of it yet. */
function rotate(simulator: Simulator, clientSecret: string): ApiKeyPair {
  simulator.rotateSecret(clientSecret);
  return { clientId: simulator.options.clientId, clientSecret };
}

const withoutKey = ({ options }: Simulator) => ({ ...options, clientId: undefined, clientSecret: undefined });

describe('a function as credentials', () => {
  it('is read for each token request', async () => {
    const simulator = await simulate();
    const vault = vaultOf(simulator);
    const { tokens } = await startAccount({
      ...withoutKey(simulator),
      credentials: vault.read,
      warmUp: false,
    });
    expect(vault.read).not.toHaveBeenCalled();

    await tokens.getToken();
    await tokens.getToken();
    expect(vault.read).toHaveBeenCalledTimes(1);
    expect(tokens.snapshot().clientId).toBe('simulated-client-id');

    vault.key = rotate(simulator, 'the-new-secret');
    await tokens.refresh();
    expect(vault.read).toHaveBeenCalledTimes(2);
    expect(tokens.snapshot()).toMatchObject({ state: 'valid', generation: 2 });
  });

  it('stands in place of clientId and clientSecret', async () => {
    const { options } = await simulate();
    const credentials = (): ApiKeyPair => ({ clientId: 'id', clientSecret: 'secret' });
    await expect(startAccount({ ...options, credentials })).rejects.toThrow(
      /"credentials" takes the place of "clientId" and "clientSecret"\. Give one or the other\./,
    );
    await expect(startAccount({ environment: 'demo', credentials: 'secret' as never })).rejects.toThrow(
      InvalidOptionsError,
    );
  });

  it.each<[string, unknown, RegExp]>([
    [
      'throws',
      () => {
        throw new Error('the vault is sealed');
      },
      /the vault is sealed/,
    ],
    ['rejects', () => Promise.reject(new Error('the vault is sealed')), /the vault is sealed/],
    ['never answers', () => new Promise(() => undefined), /did not answer within 50 ms/],
    ['returns nothing', () => undefined, /returned no clientId/],
    ['returns half a key', () => ({ clientId: 'id' }), /returned no clientSecret/],
    [
      'returns a secret with a line break',
      () => ({ clientId: 'id', clientSecret: 'a-secret\n' }),
      /white space/,
    ],
    ['returns an id with a colon', () => ({ clientId: 'i:d', clientSecret: 'a-secret' }), /a colon/],
  ])('that %s passes like an outage', async (_what, credentials, reason) => {
    const simulator = await simulate();
    const { http, tokens } = await startAccount(
      { ...withoutKey(simulator), credentials: credentials as () => ApiKeyPair, warmUp: false },
      { credentialsMs: 50 },
    );
    const failure: unknown = await firstValueFrom(http.get('/customers')).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CredentialsUnavailableError);
    expect(failure).toMatchObject({
      code: 'CREDENTIALS_UNAVAILABLE',
      message: expect.stringMatching(reason) as string,
    });
    expect((failure as Error).message).not.toContain('a-secret');
    expect(tokens.snapshot()).toMatchObject({ state: 'unavailable', failure: { count: 1 } });
    expect(simulator.journal.requests).toEqual([]);
  });

  it('that fails costs a good token nothing, and is asked again', async () => {
    const simulator = await simulate({ tokenLifetimeSeconds: 100 });
    const vault = vaultOf(simulator);
    useFakeTime();
    const { http, tokens } = await startAccount({ ...withoutKey(simulator), credentials: vault.read });
    await tokens.getToken();
    const failing = vi.mocked(vault.read).mockRejectedValue(new Error('the vault is sealed'));
    await pass(80_000);
    expect(tokens.snapshot()).toMatchObject({
      state: 'degraded',
      failure: { code: 'CREDENTIALS_UNAVAILABLE' },
    });
    await expect(firstValueFrom(http.get('/customers'))).resolves.toMatchObject({ status: 200 });

    failing.mockImplementation(() => Promise.resolve(vault.key));
    await passUntil(() => tokens.snapshot().state === 'valid');
    expect(tokens.snapshot().generation).toBe(2);
  });

  it('that hangs is told to stop, and holds nothing up beyond its time', async () => {
    const simulator = await simulate({ tokenLifetimeSeconds: 100 });
    let stopped = false;
    useFakeTime();
    const { tokens } = await startAccount({
      ...withoutKey(simulator),
      warmUp: false,
      credentials: ({ signal }) =>
        new Promise(() => signal.addEventListener('abort', () => (stopped = true))),
    });
    const failure = tokens.getToken().catch((error: unknown) => error);
    await pass(5_000);
    expect(await failure).toBeInstanceOf(CredentialsUnavailableError);
    expect(stopped).toBe(true);
  });
});

describe('a key that is rotated', () => {
  it('under load fails no call: the old token serves, the next request has the new key', async () => {
    useFakeTime();
    const simulator = await simulate({ tokenLifetimeSeconds: 3 });
    const vault = vaultOf(simulator);
    const { http, tokens } = await startAccount({
      ...withoutKey(simulator),
      credentials: vault.read,
      warmUp: 'required',
    });
    const log = new CallLog(http, simulator);
    const load = log.run(8_000, 50);
    for (let turn = 1; turn <= 5; turn += 1) {
      await new Promise((later) => setTimeout(later, 1_400));
      vault.key = rotate(simulator, `secret-${turn}`);
    }
    await load;
    expect(log.failures).toEqual([]);
    expect(log.count).toBeGreaterThan(100);
    expect(tokens.snapshot().generation).toBeGreaterThanOrEqual(3);
  });

  it('may reach the vendor before the secrets manager: the newest one is tried at once when one is refused', async () => {
    const simulator = await simulate();
    const vault = vaultOf(simulator);
    const read = vi.fn<() => Promise<ApiKeyPair>>(() => Promise.resolve(vault.key));
    const { tokens } = await startAccount({ ...withoutKey(simulator), credentials: read, warmUp: false });
    const newest = rotate(simulator, 'the-new-secret');
    read
      .mockImplementationOnce(() => Promise.resolve(vault.key))
      .mockImplementation(() => Promise.resolve(newest));

    await expect(tokens.getToken()).resolves.toEqual(expect.any(String));

    expect(read).toHaveBeenCalledTimes(2);
    expect(simulator.journal.tokenRequests.map(({ status }) => status)).toEqual([403, 200]);
    expect(tokens.snapshot()).toMatchObject({ state: 'valid' });
    expect(tokens.snapshot()).not.toHaveProperty('failure');
  });

  it('is not held to the pause of the one that was refused', async () => {
    const simulator = await simulate();
    const vault = vaultOf(simulator);
    const newest = rotate(simulator, 'the-new-secret');
    useFakeTime();
    const { tokens } = await startAccount({
      ...withoutKey(simulator),
      credentials: vault.read,
      warmUp: false,
    });
    await expect(tokens.getToken()).rejects.toBeInstanceOf(CredentialsRejectedError);
    await passUntil(() => tokens.snapshot().failure?.count === 3);
    const { length } = simulator.journal.tokenRequests;

    // Whether there is news is looked up once a second at most, and the token endpoint is not asked for it.
    const reads = vi.mocked(vault.read).mock.calls.length;
    await pass(1_000);
    for (let call = 0; call < 20; call += 1) await tokens.getToken().catch(() => undefined);
    expect(vi.mocked(vault.read).mock.calls.length).toBe(reads + 1);
    expect(simulator.journal.tokenRequests).toHaveLength(length);

    vault.key = newest;
    await pass(1_000);
    await expect(tokens.getToken()).resolves.toEqual(expect.any(String));
  });

  it('begins with the short pause again if it is refused as well', async () => {
    const simulator = await simulate();
    const vault = vaultOf(simulator);
    rotate(simulator, 'not-known-to-anybody');
    useFakeTime();
    const { tokens } = await startAccount({
      ...withoutKey(simulator),
      credentials: vault.read,
      warmUp: false,
    });
    await tokens.getToken().catch(() => undefined);
    await passUntil(() => tokens.snapshot().failure?.count === 2);
    vault.key = { ...vault.key, clientSecret: 'another-wrong-one' };
    await expect(tokens.getToken()).rejects.toBeInstanceOf(CredentialsRejectedError);
    expect(tokens.snapshot().failure?.count).toBe(1);
  });

  it('may have another client id, which messages then name', async () => {
    const simulator = await simulate();
    const vault = vaultOf(simulator);
    const { tokens } = await startAccount({
      ...withoutKey(simulator),
      credentials: vault.read,
      warmUp: false,
    });
    await tokens.getToken();
    vault.key = { clientId: 'the-next-id', clientSecret: 'a-secret' };
    await expect(tokens.refresh()).rejects.toThrow(/client id "the-next-id"/);
    expect(tokens.snapshot()).toMatchObject({ state: 'degraded', clientId: 'the-next-id' });
  });
});
