import { AxiosError } from 'axios';
import { CredentialsUnavailableError, TenantNotResolvedError } from 'nestjs-alternative-payments';
import { describe, expect, it } from 'vitest';
import { printsOf } from '../support/secret-scan.js';
import { startAccount } from '../support/application.js';
import { failureOf } from '../support/failure-of.js';
import { simulate } from '../support/simulator.js';
import { startPlatform } from '../support/tenants.js';

const SECRET = 's3cr3t-of-the-tenant';

/** What a parser throws that was given the secret itself. */
function parsed(): Error {
  try {
    JSON.parse(SECRET);
  } catch (error) {
    return error as Error;
  }
  throw new Error('it was JSON');
}

const QUOTING: Array<[what: string, thrown: () => unknown]> = [
  ['the parser of JSON', parsed],
  ['the parser of JSON, as the cause', () => new Error('the vault is broken', { cause: parsed() })],
  [
    'the parser of JSON, deep among the causes',
    () => new Error('outer', { cause: new Error('middle', { cause: parsed() }) }),
  ],
  ['the parser of JSON, in words only', () => new Error(`the vault is broken: ${parsed().message}`)],
  ['the parser of JSON, among several errors', () => new AggregateError([new Error('one'), parsed()])],
  ['the parser of JSON, beside the message', () => Object.assign(new Error('no'), { reason: parsed() })],
  [
    'the parser of a URL',
    () => {
      try {
        return new URL(SECRET);
      } catch (error) {
        return error;
      }
    },
  ],
  [
    'a row of the database',
    () => new Error(`odd row: ${JSON.stringify({ clientId: 'id', client_secret: SECRET })}`),
  ],
  [
    'an answer of the vault',
    () =>
      new AxiosError('no', 'ERR_BAD_RESPONSE', undefined, undefined, {
        data: { clientId: 'id', clientSecret: SECRET },
        status: 200,
      } as never),
  ],
  ['the options themselves', () => ({ clientId: 'id', clientSecret: SECRET })],
  ['the secret itself', () => SECRET],
  [
    'what cannot be shown',
    () =>
      Object.defineProperty(new Error('no'), 'stack', {
        get: () => {
          throw new Error(SECRET);
        },
      }),
  ],
];

describe('what resolve throws', () => {
  it.each(QUOTING)('is not the cause if it may quote the secret: %s', async (_what, thrown) => {
    const { tenants } = await startPlatform({ resolve: () => Promise.reject(thrown()) });

    const failure = await failureOf(tenants.get('partner-42'));

    expect(failure).toBeInstanceOf(TenantNotResolvedError);
    expect(failure.cause).toBeInstanceOf(Error);
    expect(printsOf(failure)).not.toContain(SECRET);
    expect(printsOf(failure.cause)).not.toContain(SECRET);
  });

  it('is the cause with its class if it quotes nothing', async () => {
    class DatabaseError extends Error {
      readonly detail = { table: 'partners', cause: 'connection lost' };
    }
    const reason = new DatabaseError('down', {
      cause: Object.assign(new Error('lost'), { code: 'ECONNRESET' }),
    });
    const { tenants } = await startPlatform({ resolve: () => Promise.reject(reason) });
    expect((await failureOf(tenants.get('partner-42'))).cause).toBe(reason);
  });

  it('keeps its name and code where the rest is left out', async () => {
    const reason = Object.assign(new TypeError(`no: ${parsed().message}`), { code: 'EVAULT' });
    const { tenants } = await startPlatform({ resolve: () => Promise.reject(reason) });
    expect((await failureOf(tenants.get('partner-42'))).cause).toMatchObject({
      code: 'EVAULT',
      message: expect.stringMatching(/^TypeError; its text is not shown/) as string,
    });
  });
});

describe('what credentials throws', () => {
  it.each(QUOTING.filter(([what]) => what !== 'the secret itself'))(
    'is not told if it may quote the secret: %s',
    async (_what, thrown) => {
      const simulator = await simulate();
      const { tokens } = await startAccount({
        baseURL: simulator.baseURL,
        credentials: () => Promise.reject(thrown()),
        warmUp: false,
      });
      const failure = await failureOf(tokens.getToken());
      expect(failure).toBeInstanceOf(CredentialsUnavailableError);
      expect(printsOf(failure)).not.toContain(SECRET);
    },
  );
});
