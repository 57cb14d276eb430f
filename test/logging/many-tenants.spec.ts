import {
  AlternativePaymentsModule,
  type AlternativePaymentsTenants,
  getTenantsToken,
} from 'nestjs-alternative-payments';
import { describe, expect, it, vi } from 'vitest';
import { startApplication } from '../support/application.js';
import { failureOf } from '../support/failure-of.js';
import { pass, passUntil, useFakeTime } from '../support/fake-time.js';
import { type LogLine, noteLog } from '../support/log-lines.js';
import { startPlatform } from '../support/tenants.js';
import {
  AWAY,
  AWAY_FOR_LONG,
  MISCONFIGURED,
  REFUSED,
  TokenEndpoint,
  WITHOUT_TOKEN,
} from './token-endpoint.js';

const namesOf = (count: number): string[] => Array.from({ length: count }, (_, index) => `tenant-${index}`);

/** Opens accounts of so many tenants, each of which has a token then. */
async function startWith(endpoint: TokenEndpoint, names: readonly string[]) {
  useFakeTime();
  const platform = await startPlatform(endpoint.options.tenants, endpoint.options);
  await open(platform.tenants, names);
  return { ...platform, lines: noteLog() };
}

async function open(tenants: AlternativePaymentsTenants, names: readonly string[]): Promise<void> {
  await Promise.all(names.map((name) => tenants.get(name)));
  await passUntil(() => (tenants.counts().awake.valid ?? 0) === names.length);
}

/** Renews the token of each of them at the same time. Those that cannot be renewed fail. */
async function renewAll(tenants: AlternativePaymentsTenants, names: readonly string[]): Promise<void> {
  const services = await Promise.all(names.map(async (name) => (await tenants.get(name)).tokenService));
  await Promise.all(services.map((service) => service.refresh().catch(() => undefined)));
}

const at = (level: LogLine['level'], lines: readonly LogLine[]): string[] =>
  lines.filter((line) => line.level === level).map(({ text }) => text);

const contexts = (lines: readonly LogLine[]): string[] => [...new Set(lines.map(({ context }) => context))];

/** Whether a line is about tenants that were only counted. */
const isCount = (text: string): boolean => /^\d+ further tenants? of "/.test(text);

/** The numbers of tenants in lines that give no more than that. */
const numbersIn = (texts: readonly string[]): number[] =>
  texts.flatMap((text) => /^(\d+) further tenants? of "default" /.exec(text)?.[1] ?? []).map(Number);

describe('the log of many tenants', () => {
  it('names five of those that an outage befalls and counts the others, and has one line at its end', async () => {
    const endpoint = new TokenEndpoint(100);
    const { tenants, lines } = await startWith(endpoint, namesOf(500));
    const timersBefore = vi.getTimerCount();
    expect(at('warn', lines)).toEqual([]);

    // Tokens are renewed from the seventieth second on, and end with the hundredth.
    endpoint.answerTo = () => AWAY_FOR_LONG;
    await pass(120_000);
    expect(tenants.counts().awake).toEqual({ expired: 500 });
    const duringOutage = lines.splice(0);
    for (const [level, what] of [
      ['warn', 'cannot renew their access tokens (TOKEN_ENDPOINT_UNAVAILABLE).'],
      ['error', 'had their access tokens expire before new ones were obtained.'],
    ] as const) {
      const all = at(level, duringOutage);
      const counted = all.filter(isCount);
      expect(all.length - counted.length).toBe(5);
      // The five seconds in which renewals are due, and the moment in which all tokens end.
      expect(counted.length).toBeLessThanOrEqual(2);
      expect(numbersIn(counted).reduce((sum, one) => sum + one)).toBe(495);
      for (const text of counted) expect(text).toContain(what);
    }
    const ofRegistration = duringOutage.filter(({ context }) => context === 'AlternativePayments:default');
    expect(ofRegistration.every(({ text }) => isCount(text))).toBe(true);
    expect(contexts(duringOutage.filter(({ level }) => level === 'debug'))).toHaveLength(500);

    endpoint.answerTo = () => undefined;
    await pass(10_000);
    await passUntil(() => tenants.counts().awake.valid === 500);
    await pass(1_000);
    expect(lines.filter(({ level }) => level !== 'debug')).toEqual([
      {
        level: 'log',
        context: 'AlternativePayments:default',
        text: expect.stringMatching(
          /^500 tenants of "default" can obtain tokens again: ("tenant-\d+", ){4}"tenant-\d+" and 495 others\.$/,
        ),
      },
    ]);
    expect(vi.getTimerCount()).toBe(timersBefore);
  });

  it('tells of one of them what it tells of an account, and that it is over', async () => {
    const endpoint = new TokenEndpoint(100);
    const { tenants, lines } = await startWith(endpoint, namesOf(20));
    endpoint.answerTo = (tenant) => (tenant === 'tenant-7' ? REFUSED : undefined);
    await pass(120_000);
    endpoint.answerTo = () => undefined;
    await passUntil(() => tenants.counts().awake.valid === 20);

    expect(lines.filter(({ level }) => level !== 'debug')).toEqual([
      {
        level: 'error',
        context: 'AlternativePayments:default/tenant-7',
        text: expect.stringMatching(/refused.*The present token is valid for another \d+ s\.$/),
      },
      {
        level: 'error',
        context: 'AlternativePayments:default/tenant-7',
        text: 'Access token 1 expired before a new one was obtained',
      },
      {
        level: 'log',
        context: 'AlternativePayments:default',
        text: 'The tenant "tenant-7" of "default" can obtain tokens again.',
      },
    ]);
  });

  it('counts each kind of failure for itself, at its level', async () => {
    const endpoint = new TokenEndpoint(1_000);
    const { tenants, lines } = await startWith(endpoint, namesOf(100));
    const answers = [AWAY, REFUSED, MISCONFIGURED, WITHOUT_TOKEN, undefined];
    endpoint.answerTo = (tenant) => answers[Number(tenant.slice('tenant-'.length)) % 5];
    // Renewals of a token that is held, all within a moment.
    await renewAll(tenants, namesOf(100));
    await pass(10_000);

    const counted = lines.filter(({ text }) => isCount(text));
    expect(counted.map(({ level, text }) => `${level} ${text}`).toSorted()).toEqual(
      [
        'warn 15 further tenants of "default" cannot renew their access tokens (TOKEN_ENDPOINT_UNAVAILABLE).',
        'warn 15 further tenants of "default" cannot renew their access tokens (MALFORMED_TOKEN_RESPONSE).',
        'error 15 further tenants of "default" cannot renew their access tokens (CREDENTIALS_REJECTED).',
        'error 15 further tenants of "default" cannot renew their access tokens (TOKEN_ENDPOINT_MISCONFIGURED).',
      ].toSorted(),
    );
    expect(at('warn', lines)).toHaveLength(2 * 6);
    expect(at('error', lines)).toHaveLength(2 * 6);
  });

  it('speaks of one further tenant in the singular, and of tokens that are not held', async () => {
    useFakeTime();
    const endpoint = new TokenEndpoint(1_000);
    endpoint.answerTo = () => AWAY;
    const { tenants } = await startPlatform(endpoint.options.tenants, endpoint.options);
    const lines = noteLog();
    await Promise.all(namesOf(6).map((name) => tenants.get(name)));
    await passUntil(() => tenants.counts().awake.unavailable === 6);
    await pass(10_000);

    expect(at('warn', lines)).toEqual([
      ...Array.from({ length: 5 }, () => expect.stringContaining('503') as string),
      '1 further tenant of "default" cannot obtain an access token (TOKEN_ENDPOINT_UNAVAILABLE).',
    ]);
  });

  it('names again after ten seconds without news', async () => {
    const endpoint = new TokenEndpoint(1_000);
    const { tenants, lines } = await startWith(endpoint, namesOf(20));
    const invalidate = async (name: string): Promise<void> => {
      const { tokenService } = await tenants.get(name);
      const token = await tokenService.getToken();
      tokenService.invalidate(token);
      await passUntil(() => tokenService.snapshot().state === 'valid');
    };
    for (const name of namesOf(7)) await invalidate(name);
    await pass(20_001);
    for (const name of namesOf(3)) await invalidate(name);

    expect(at('warn', lines)).toEqual([
      ...Array.from({ length: 5 }, () => expect.stringContaining('Access token 1 was invalidated') as string),
      '2 further tenants of "default" had their access tokens invalidated before their expiry.',
      ...Array.from({ length: 3 }, () => expect.stringContaining('Access token 2 was invalidated') as string),
    ]);
  });
});

describe('an outage that comes and goes', () => {
  it('does not fill the log, and the last line of it is true', async () => {
    const endpoint = new TokenEndpoint(1_000);
    const { tenants, lines } = await startWith(endpoint, namesOf(50));
    // Within a minute, all of them fail fifteen times and recover fifteen times.
    for (let turn = 0; turn < 15; turn += 1) {
      endpoint.answerTo = () => AWAY;
      await renewAll(tenants, namesOf(50));
      await pass(2_000);
      endpoint.answerTo = () => undefined;
      await passUntil(() => tenants.counts().awake.valid === 50);
      await pass(2_000);
    }
    const [warned, over] = [at('warn', lines), at('log', lines)];
    expect(warned.filter((text) => !isCount(text))).toHaveLength(5);
    expect(warned.length).toBeLessThan(5 + 20);
    expect(over.length).toBeGreaterThan(0);
    expect(over.length).toBeLessThan(12);

    lines.splice(0);
    endpoint.answerTo = () => AWAY;
    await renewAll(tenants, namesOf(50));
    await pass(20_000);
    expect(at('warn', lines).at(-1)).toMatch(/^50 further tenants of "default" cannot renew/);
    expect(lines.findLast(({ level }) => level !== 'debug')?.level).toBe('warn');
    endpoint.answerTo = () => undefined;
    await passUntil(() => tenants.counts().awake.valid === 50);
    await pass(10_000);
    expect(lines.findLast(({ level }) => level !== 'debug')?.text).toMatch(/^50 tenants .* again: /);
  });

  it('is not over while some still fail: that others recovered is told once a minute, and how many did not', async () => {
    const endpoint = new TokenEndpoint(1_000);
    const { tenants, lines } = await startWith(endpoint, namesOf(30));
    endpoint.answerTo = () => AWAY;
    await renewAll(tenants, namesOf(30));

    endpoint.answerTo = (tenant) => (tenant === 'tenant-3' ? REFUSED : undefined);
    await passUntil(() => tenants.counts().awake.valid === 29);
    expect(at('log', lines)).toEqual([]);
    await pass(60_000);
    expect(at('log', lines)).toEqual([
      expect.stringMatching(
        /^29 tenants of "default" can obtain tokens again: .* and 24 others\. 1 tenant still cannot\.$/,
      ),
    ]);
    endpoint.answerTo = () => undefined;
    await passUntil(() => tenants.counts().awake.valid === 30);
    expect(at('log', lines).slice(1)).toEqual([
      'The tenant "tenant-3" of "default" can obtain tokens again.',
    ]);
  });
});

describe('a tenant that is closed while it fails', () => {
  it('does not hold up the end of the outage of the others', async () => {
    const endpoint = new TokenEndpoint(1_000);
    const { tenants, lines } = await startWith(endpoint, namesOf(3));
    endpoint.answerTo = () => AWAY;
    await renewAll(tenants, namesOf(3));
    endpoint.answerTo = (tenant) => (tenant === 'tenant-0' ? AWAY : undefined);
    await passUntil(() => tenants.counts().awake.valid === 2);
    expect(at('log', lines)).toEqual([]);

    await tenants.close('tenant-0');
    await passUntil(() => at('log', lines).length === 1);
    expect(at('log', lines)[0]).toMatch(
      /^2 tenants of "default" can obtain tokens again: "tenant-[12]", "tenant-[12]"\.$/,
    );
  });

  it('and comes back is in the same outage', async () => {
    const endpoint = new TokenEndpoint(1_000);
    const { tenants, lines } = await startWith(endpoint, []);
    endpoint.answerTo = () => AWAY;
    for (let turn = 0; turn < 20; turn += 1) {
      await tenants.get('tenant-0');
      await passUntil(() => tenants.counts().awake.unavailable === 1);
      await tenants.close('tenant-0');
    }
    await pass(10_000);
    expect(at('warn', lines)).toHaveLength(6);
    expect(at('log', lines)).toEqual([]);
    endpoint.answerTo = () => undefined;
    await open(tenants, ['tenant-0']);
    expect(at('log', lines)).toEqual([]);
  });
});

describe('a tenant that falls asleep while it fails', () => {
  it('does not count as one that still cannot obtain a token', async () => {
    useFakeTime();
    const endpoint = new TokenEndpoint(1_000);
    const { tenants } = await startPlatform(
      { ...endpoint.options.tenants, sleepAfterMs: 10_000 },
      endpoint.options,
    );
    await open(tenants, namesOf(2));
    const lines = noteLog();
    endpoint.answerTo = () => AWAY;
    await renewAll(tenants, namesOf(2));
    await pass(8_000);
    await tenants.get('tenant-1');
    await pass(3_000);
    expect(tenants.counts().asleep).toBe(1);

    endpoint.answerTo = () => undefined;
    await passUntil(() => {
      // It stays awake, however long the pause before its next attempt is.
      void tenants.get('tenant-1');
      return at('log', lines).length === 1;
    });
    expect(at('log', lines)).toEqual(['The tenant "tenant-1" of "default" can obtain tokens again.']);
  });
});

describe('two registrations', () => {
  it('share neither the lines nor the end of an outage', async () => {
    useFakeTime();
    const endpoint = new TokenEndpoint(1_000);
    const registrations = ['north', 'south'];
    const application = await startApplication(
      ...registrations.map((name) =>
        AlternativePaymentsModule.forRoot({ ...endpoint.options, name, warmUp: 'background' }),
      ),
    );
    const platforms = registrations.map((name) =>
      application.get<AlternativePaymentsTenants>(getTenantsToken(name), { strict: false }),
    );
    for (const tenants of platforms) await open(tenants, namesOf(6));
    const lines = noteLog();
    endpoint.answerTo = () => AWAY;
    for (const tenants of platforms) await renewAll(tenants, namesOf(6));
    await pass(10_000);
    endpoint.answerTo = () => undefined;
    await passUntil(() => platforms.every((tenants) => tenants.counts().awake.valid === 6));

    for (const name of registrations) {
      const own = lines.filter(({ level, context }) => level !== 'debug' && context.endsWith(`:${name}`));
      expect(own.map(({ level, text }) => `${level} ${text}`)).toEqual([
        `warn 1 further tenant of "${name}" cannot renew its access token (TOKEN_ENDPOINT_UNAVAILABLE).`,
        expect.stringMatching(`^log 6 tenants of "${name}" can obtain tokens again: .* and 1 other\\.$`),
      ]);
    }
    expect(at('warn', lines)).toHaveLength(2 * 6);
  });
});

describe('the names of tenants', () => {
  it('make no lines of their own, and no endless ones', async () => {
    const endpoint = new TokenEndpoint(1_000);
    const longest = Array.from({ length: 12 }, (_, index) => `${index}`.padEnd(256, 'x"'));
    const { tenants, lines } = await startWith(endpoint, longest);
    for (const hostile of ['a\nerror forged', 'a\u2028b', 'a\u202eb', 'x'.repeat(257)]) {
      expect(await failureOf(tenants.client(hostile).customers.list())).toMatchObject({
        code: 'TENANT_NOT_RESOLVED',
      });
    }
    endpoint.answerTo = () => AWAY;
    await renewAll(tenants, longest);
    await pass(10_000);
    endpoint.answerTo = () => undefined;
    await passUntil(() => tenants.counts().awake.valid === longest.length);

    expect(at('log', lines)).toHaveLength(1);
    for (const { context, text } of lines) {
      expect(`${context} ${text}`).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(`${context} ${text}`.length).toBeLessThan(2_000);
    }
  });
});

describe('an application that closes during an outage', () => {
  it('tells what was held back, and leaves no timer', async () => {
    const endpoint = new TokenEndpoint(1_000);
    const { application, tenants, lines } = await startWith(endpoint, namesOf(40));
    endpoint.answerTo = () => AWAY;
    await renewAll(tenants, namesOf(40));
    endpoint.answerTo = (tenant) => (tenant === 'tenant-0' ? AWAY : undefined);
    await passUntil(() => tenants.counts().awake.valid === 39);
    lines.splice(0, lines.length - 1);
    endpoint.answerTo = () => REFUSED;
    await renewAll(tenants, namesOf(8));

    await application.close();
    expect(at('error', lines)).toHaveLength(6);
    expect(at('error', lines).at(-1)).toMatch(/^2 further tenants of "default" cannot renew/);
    expect(at('log', lines).at(-1)).toMatch(/^32 tenants .*\. 8 tenants still cannot\.$/);
    await pass(1_100);
    expect(vi.getTimerCount()).toBe(0);
  });
});
