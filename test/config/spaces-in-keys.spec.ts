import {
  AlternativePaymentsModule,
  CredentialsUnavailableError,
  InvalidOptionsError,
  type TenantOptions,
  TenantNotResolvedError,
} from 'nestjs-alternative-payments';
import { describe, expect, it } from 'vitest';
import { startAccount, startApplication } from '../support/application.js';
import { failureOf } from '../support/failure-of.js';
import { simulate } from '../support/simulator.js';
import { customersOf, startPlatform } from '../support/tenants.js';

const INSIDE: Array<[what: string, secret: string]> = [
  ['a space', 'correct horse'],
  ['several spaces', 'correct  horse   battery'],
  ['a space that does not break', 'correct\u00a0horse'],
  ['a space without width', 'correct\u200bhorse'],
];

const AT_AN_END: Array<[what: string, secret: string]> = [
  ['a space before', ' correct-horse'],
  ['a space behind', 'correct-horse '],
  ['a line break behind', 'correct-horse\r\n'],
  ['a tab before', '\tcorrect-horse'],
  ['a space that does not break behind', 'correct-horse\u00a0'],
  ['a byte order mark before', '\ufeffcorrect-horse'],
  ['a soft hyphen behind', 'correct-horse\u00ad'],
  ['a mark of direction before', '\u200ecorrect-horse'],
  ['nothing but a space', ' '],
];

const NOT_CARRIED: Array<[what: string, secret: string]> = [
  ['a line break inside', 'correct\nhorse'],
  ['NUL inside', 'correct\0horse'],
  ['half a character inside', 'correct\ud800horse'],
];

describe('a client secret with spaces inside', () => {
  it.each(INSIDE)('is used as it is: %s', async (_what, clientSecret) => {
    const simulator = await simulate({ clientSecret });
    const { clientId } = simulator.options;

    const fixed = await startAccount({ ...simulator.options, warmUp: false });
    const read = await startAccount({
      baseURL: simulator.baseURL,
      credentials: () => ({ clientId, clientSecret }),
      warmUp: false,
    });
    const { tenants } = await startPlatform({ resolve: () => simulator.options });

    await expect(fixed.tokens.getToken()).resolves.toEqual(expect.any(String));
    await expect(read.tokens.getToken()).resolves.toEqual(expect.any(String));
    await expect(customersOf(await tenants.get('partner-42'))).resolves.toBeDefined();
  });
});

describe('a client secret that was copied with something around it', () => {
  it.each([...AT_AN_END, ...NOT_CARRIED])('is refused and not quoted: %s', async (_what, clientSecret) => {
    const simulator = await simulate();
    const { clientId } = simulator.options;
    const key = { clientId, clientSecret };

    const fixed = await failureOf(
      startApplication(AlternativePaymentsModule.forRoot({ ...simulator.options, clientSecret })),
    );
    const { tokens } = await startAccount({
      baseURL: simulator.baseURL,
      credentials: () => key,
      warmUp: false,
    });
    const read = await failureOf(tokens.getToken());
    const { tenants } = await startPlatform({ resolve: (): TenantOptions => key });
    const resolved = await failureOf(tenants.get('partner-42'));

    expect(fixed).toBeInstanceOf(InvalidOptionsError);
    expect(read).toBeInstanceOf(CredentialsUnavailableError);
    expect(resolved).toBeInstanceOf(TenantNotResolvedError);
    for (const { message } of [fixed, read, resolved]) {
      expect(message).toMatch(/clientSecret.*(white space|cannot carry)/);
      expect(message).not.toContain('horse');
    }
    expect(simulator.journal.requests).toEqual([]);
  });
});

describe('a client id', () => {
  it.each(['my id', ' id', 'id\u200b'])('has no white space anywhere: %j', async (clientId) => {
    const simulator = await simulate();
    const start = startApplication(AlternativePaymentsModule.forRoot({ ...simulator.options, clientId }));
    await expect(start).rejects.toThrow('"clientId" contains white space');
  });
});
