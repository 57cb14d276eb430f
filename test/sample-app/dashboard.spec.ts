import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { countLastMinute } from '../../sample-app/dashboard/call-counts.js';
import type { DashboardView } from '../../sample-app/dashboard/dashboard.js';
import type { AccountView } from '../../sample-app/dashboard/view.js';
import { EventStream } from './event-stream.js';
import { hashOfPage } from '../../scripts/page-hash.mjs';
import { countServers, Sample } from './harness.js';

const MOST_LINES = 300;
const PAGE = fileURLToPath(new URL('../../sample-app/dashboard/page/', import.meta.url));

const account = (name: string, { accounts }: DashboardView): AccountView => {
  const found = accounts.find(({ key }) => key === name);
  if (found === undefined) throw new Error(`There is no account ${name}.`);
  return found;
};

const calls = ({ slots }: AccountView): { good: number; failed: number } => ({
  good: slots.reduce((sum, { good }) => sum + good, 0),
  failed: slots.reduce((sum, { failed }) => sum + failed, 0),
});

describe('The page of the sample application', () => {
  it('runs and loads its own files alone', async () => {
    const { url } = await Sample.start();

    const answer = await fetch(url);
    const html = await answer.text();

    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = answer.headers.get('content-security-policy')?.split('; ');
    expect(policy).toEqual(
      expect.arrayContaining(["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"]),
    );
    expect(policy?.join()).not.toContain('unsafe');
    const links = [...html.matchAll(/(?:src|href|action)="([^"]*)"/g)].map(([, link = '']) => link);
    expect(links).toEqual(['data:,', 'dashboard.css', 'dashboard.js', 'tour']);
    for (const link of links.slice(1)) expect(await fetch(new URL(link, url))).toHaveProperty('status', 200);
    // The policy would forbid these, and the page would be broken instead of unsafe.
    expect(html).not.toMatch(/<script(?![^>]*src)|<style|\s(?:style|on\w+)=/);
  });

  it('has a script and a style that refer to nothing from elsewhere, and writes no markup', async () => {
    const { url } = await Sample.start();

    const script = await (await fetch(`${url}/dashboard.js`)).text();
    const style = await (await fetch(`${url}/dashboard.css`)).text();

    expect(script).toContain('new EventSource(');
    expect(script).not.toMatch(
      /https?:|\/\/\w|\bimport\b|innerHTML|outerHTML|insertAdjacentHTML|document\.write/,
    );
    expect(style).toContain('color-scheme: light dark');
    expect(style).not.toMatch(/https?:|url\(|@import/);
  });

  it(`has at most ${MOST_LINES} lines in all`, () => {
    const lines = readdirSync(PAGE).map((name) => readFileSync(PAGE + name, 'utf8').split('\n').length - 1);

    expect(lines).toHaveLength(3);
    expect(lines.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(MOST_LINES);
  });
});

describe('The stream of the dashboard', () => {
  it('shows both accounts, whose calls go on for as long as somebody watches', async () => {
    const sample = await Sample.start();
    expect(sample.received).toEqual([]);
    const stream = await EventStream.of(sample.url);

    const view = await stream.view((next) =>
      ['default', 'demo'].every((name) => calls(account(name, next)).good > 0),
    );

    for (const name of ['default', 'demo']) {
      expect(account(name, view)).toMatchObject({
        texts: {
          name: `Account ${name}`,
          state: 'valid',
          renewal: expect.stringMatching(/^renewed in \d+ s$/),
          expiry: expect.stringMatching(/^token 1 expires in \d+ s$/),
          calls: expect.stringContaining('none failed'),
          results: expect.stringContaining('200: '),
        },
        buttons: { areShown: true, pressed: [] },
      });
      const { lived, renewal } = account(name, view).life;
      expect(lived).toBeLessThan(renewal);
      // It is drawn between 0.7 and 0.75, and the times are in whole milliseconds.
      expect(renewal).toBeGreaterThan(0.69);
      expect(renewal).toBeLessThan(0.76);
    }
    expect(view).toMatchObject({ news: 'Live: default is valid, demo is valid', invoices: [], webhooks: [] });
  });

  it('holds neither keys nor tokens', async () => {
    const sample = await Sample.start();
    const stream = await EventStream.of(sample.url);

    await sample.press('accounts/demo/break-token-endpoint');
    await sample.press('partners');
    await stream.view((view) => view.tenants.recent.length > 0 && view.news.includes('demo is degraded'));

    const { clientId, clientSecret } = sample.simulator.options;
    const [{ token = '' } = {}] = sample.simulator.journal.apiRequests;
    expect(token).not.toBe('');
    for (const secret of [clientId, clientSecret, token]) expect(stream.text).not.toContain(secret);
  });

  it('shows the moving renewal point of an account that is degraded, and no failed call', async () => {
    const sample = await Sample.start();
    const stream = await EventStream.of(sample.url);
    await stream.view((view) => calls(account('default', view)).good > 0);

    expect(await sample.press('accounts/default/break-token-endpoint')).toBe(204);

    const first = account('default', await stream.view((view) => view.news.includes('default is degraded')));
    expect(first.texts).toMatchObject({
      renewal: expect.stringMatching(/^next attempt in \d+ s$/),
      failure: expect.stringMatching(/^\d attempts? failed\. No access token from .* it answered 503\.$/),
    });
    expect(first.buttons.pressed).toEqual(['break-token-endpoint']);
    expect(stream.text).toContain('default: an attempt failed');
    const later = await stream.view((view) => {
      const { life, slots } = account('default', view);
      return life.renewal > first.life.renewal && calls({ ...first, slots }).good > calls(first).good + 1;
    });
    expect(calls(account('default', later)).failed).toBe(0);
    expect(later.news).toBe('Live: default is degraded, demo is valid');

    await sample.press('accounts/default/mend');
    const mended = await stream.view((view) => view.news.includes('default is valid'));
    expect(account('default', mended)).toMatchObject({ texts: { failure: '' }, buttons: { pressed: [] } });
  });

  it('shows that calls go on when all tokens are revoked', async () => {
    const sample = await Sample.start();
    const stream = await EventStream.of(sample.url);
    const before = account('default', await stream.view((view) => calls(account('default', view)).good > 0));

    await sample.press('accounts/default/revoke-all-tokens');

    const after = account(
      'default',
      await stream.view((view) => account('default', view).texts['expiry']?.startsWith('token 2') ?? false),
    );
    expect(calls(after).good).toBeGreaterThanOrEqual(calls(before).good);
    expect(calls(after).failed).toBe(0);
  });

  it('shows calls that are slow, and calls that wait for their turn', async () => {
    const sample = await Sample.start();
    const stream = await EventStream.of(sample.url);

    await sample.press('accounts/demo/slow-down-api');
    await stream.view((view) => /^In progress: [2-9]/.test(account('demo', view).texts['queue'] ?? ''));
    expect(await sample.press('accounts/demo/slow-down-api')).toBe(204);
    const mended = await stream.view((view) => account('demo', view).buttons.pressed.length === 0);
    expect(calls(account('demo', mended)).failed).toBe(0);

    await sample.press('accounts/default/send-burst');
    await stream.view((view) =>
      /queue: [1-9]\d* of 100$/.test(account('default', view).texts['queue'] ?? ''),
    );
  });

  it('shows an invoice that its webhook settles', async () => {
    const sample = await Sample.start();
    await sample.subscribed();
    const stream = await EventStream.of(sample.url);

    await sample.press('invoices');
    const { invoices } = await stream.view((view) => view.invoices?.length === 1);
    expect(invoices).toMatchObject([
      { texts: { what: expect.stringMatching(/^INV-\d+ · /), detail: '$1,240.00', state: 'open' } },
    ]);
    const page = await fetch(new URL(invoices?.[0]?.payAt ?? '', sample.url));
    expect(new URL(page.url).origin).toBe(sample.simulator.baseURL);
    await fetch(page.url, { method: 'POST' });

    const view = await stream.view(({ invoices: [invoice] = [] }) => invoice?.texts.state === 'paid');
    expect(view.webhooks).toMatchObject([{ texts: { what: 'invoice_paid' } }]);
    expect(view.invoices?.[0]).not.toHaveProperty('payAt');
  });

  it('shows tenants, the latest one first', async () => {
    const sample = await Sample.start();
    const stream = await EventStream.of(sample.url);

    await sample.press('partners');
    await sample.press('partners');

    const { tenants } = await stream.view((view) => view.tenants.recent.length === 2);
    expect(tenants).toMatchObject({
      counts: '2 open, 0 asleep',
      recent: [
        { texts: { what: 'default/partner-2', state: 'valid' } },
        { texts: { what: 'default/partner-1', state: 'valid' } },
      ],
    });
  });

  it('ends when the application closes, and is not cut', async () => {
    const sample = await Sample.start();
    const stream = await EventStream.of(sample.url);
    await stream.view();

    const ended = stream.end();
    await sample.close();

    await expect(ended).resolves.toBeUndefined();
  });
});

describe('A button of the dashboard', () => {
  const BUTTONS = ['accounts/default/revoke-all-tokens', 'invoices', 'partners'];

  it.each(BUTTONS)('refuses what another site has a browser send to %s', async (button) => {
    const sample = await Sample.start();
    const { port } = new URL(sample.url);
    const servers = countServers();

    for (const origin of [
      'https://evil.example',
      `http://evil.example:${port}`,
      `https://127.0.0.1:${port}`,
      `http://127.0.0.1:${Number(port) + 1}`,
      'null',
      '',
    ])
      expect([origin, await sample.press(button, origin)]).toEqual([origin, 403]);
    expect((await sample.send('POST', `/dashboard/${button}`)).status).toBe(403);

    expect(sample.received).toEqual([]);
    expect(servers()).toBe(0);
  });

  it('works under each name of this machine', async () => {
    const sample = await Sample.start();
    const { port } = new URL(sample.url);

    for (const name of ['localhost', '127.0.0.1', '[::1]'])
      expect(await sample.press('accounts/demo/mend', `http://${name}:${port}`)).toBe(204);
  });

  it.each([
    ['accounts/other/mend', 404],
    ['accounts/default/destroy', 400],
  ])('does not exist as %s', async (button, status) => {
    const sample = await Sample.start();

    expect(await sample.press(button)).toBe(status);
  });
});

describe('The dashboard of real accounts', () => {
  it('asks the API nothing, and has neither buttons nor invoices to pay', async () => {
    const { api, sample } = await Sample.startOnRealAccounts();
    const stream = await EventStream.of(sample.url);

    await stream.view();
    const view = await stream.view();

    expect(view.accounts.map(({ buttons }) => buttons.areShown)).toEqual([false, false]);
    expect(view).not.toHaveProperty('invoices');
    for (const button of ['accounts/default/revoke-all-tokens', 'accounts/demo/mend', 'invoices', 'partners'])
      expect([button, await sample.press(button)]).toEqual([button, 404]);
    expect((await sample.send('GET', '/dashboard/invoices/inv_1/pay')).status).toBe(404);
    expect(api.journal.apiRequests).toEqual([]);
  });
});

describe('The calls of the last minute', () => {
  it('are those that ended in the present two seconds and in the 58 before', () => {
    const now = 1_000_001_500;
    const call = (at: number, result: string) => ({ at, result, hasFailed: result !== '200' });

    const { byResult, slots } = countLastMinute(
      [
        call(now - 60_000, '200'),
        call(now - 59_500, '200'),
        call(now - 1_600, '503'),
        call(now - 1_400, '200'),
        call(now, '200'),
      ],
      now,
    );

    expect(byResult).toEqual({ '200': 3, '503': 1 });
    expect(slots).toHaveLength(30);
    expect(slots[0]).toEqual({ good: 1, failed: 0 });
    expect(slots.slice(-2)).toEqual([
      { good: 0, failed: 1 },
      { good: 2, failed: 0 },
    ]);
  });
});

describe('The picture of the dashboard', () => {
  it('shows the page as it is, and is small', () => {
    const docs = fileURLToPath(new URL('../../docs/', import.meta.url));

    // If this fails, the page has changed since `npm run picture`.
    expect(readFileSync(`${docs}dashboard.sha256`, 'utf8').trim()).toBe(hashOfPage());
    for (const name of ['dashboard.png', 'dashboard-dark.png']) {
      expect(
        readFileSync(docs + name)
          .subarray(1, 4)
          .toString(),
      ).toBe('PNG');
      expect(statSync(docs + name).size).toBeLessThanOrEqual(200 * 1024);
    }
  });
});
