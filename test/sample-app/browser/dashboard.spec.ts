import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { findChromium } from '../../../scripts/chromium.mjs';
import { Sample } from '../harness.js';
import { contrastsOf } from './contrast.js';
import { describeBrowser } from './describe-browser.js';
import { Visit } from './visit.js';

/** For text of ordinary size, by WCAG 2.2, 1.4.3. */
const LEAST_CONTRAST = 4.5;
const NARROW = { width: 360, height: 740 };
const MARKUP = '<img src="x" onerror="document.title = String()">';
/**
 * Closing takes a few hundredths of a second. A stream that is left open delays it for a minute. The limit lies
 * between the two, so that a busy machine does not exceed it.
 */
const CLOSING_MS = 10_000;

describeBrowser('The dashboard in a browser', () => {
  let browser: Browser;
  let sample: Sample;
  let visit: Visit;

  beforeAll(async () => {
    // The sandbox needs a user other than root. Nothing but our own pages is opened.
    browser = await chromium.launch({ executablePath: findChromium().path, args: ['--no-sandbox'] });
  });

  afterAll(() => browser.close());

  beforeEach(async () => {
    sample = await Sample.start();
    await sample.subscribed();
    visit = await Visit.to(sample.url, browser);
    await visit.see('Live: default is valid, demo is valid');
  });

  it('shows tokens whose life goes on', async () => {
    const before = await visit.lived('default');

    await vi.waitFor(async () => expect(await visit.lived('default')).toBeGreaterThan(before), 10_000);

    expect(before).toBeGreaterThanOrEqual(0);
    await visit.see(/^renewed in \d+ s$/, visit.account('default'));
    await visit.see(/^Last minute: [1-9]\d* calls?, none failed$/, visit.account('default'));
    expect(visit.complaints).toEqual([]);
  });

  it('shows an outage of the token endpoint as degraded, with a renewal point that moves and no failed call', async () => {
    const demo = visit.account('demo');
    await visit.press('Break the token endpoint', demo);

    await visit.see('degraded', demo);
    await visit.see(/^\d attempts? failed/, demo);
    await visit.see('Live: default is valid, demo is degraded');
    const before = await visit.renewalAt('demo');
    await vi.waitFor(async () => expect(await visit.renewalAt('demo')).toBeGreaterThan(before), 30_000);
    await visit.see(/^Last minute: .* none failed$/, demo);

    await visit.press('Mend', demo);
    await visit.see('valid', demo);
    expect(visit.complaints).toEqual([]);
  });

  it('shows that calls go on after all tokens were revoked', async () => {
    const account = visit.account('default');
    await visit.press('Revoke all tokens', account);

    await visit.see(/^token 2 expires in/, account);
    await visit.see('default: token 1 dropped');
    await visit.see(/^Last minute: [1-9]\d* calls?, none failed$/, account);
    expect(visit.complaints).toEqual([]);
  });

  it('shows slow calls, and the queue of many at once', async () => {
    await visit.press('Slow the API', visit.account('demo'));
    await visit.see(/^In progress: [2-9]/, visit.account('demo'));
    await visit.press('Slow the API', visit.account('demo'));

    await visit.press('Send 25 calls', visit.account('default'));
    await visit.see(/queue: [1-9]\d* of 100$/, visit.account('default'));
    expect(visit.complaints).toEqual([]);
  });

  it('turns an invoice paid by its webhook, once it is paid on the page of the simulator', async () => {
    await visit.page.evaluate('globalThis.wasNotLoadedAgain = true');
    await visit.press('Open an invoice');
    const pay = visit.page.getByRole('link', { name: /^Pay INV-\d+ · / });

    const [checkout] = await Promise.all([visit.page.waitForEvent('popup'), pay.click()]);
    await checkout.getByRole('button', { name: 'Pay' }).click();
    await checkout.getByText(/is paid\.$/).waitFor();

    await visit.see('paid', visit.page.locator('#invoices'));
    await visit.see('invoice_paid', visit.page.locator('#webhooks'));
    await pay.waitFor({ state: 'hidden' });
    expect(await visit.page.evaluate('globalThis.wasNotLoadedAgain')).toBe(true);
    expect(visit.complaints).toEqual([]);
  });

  it('shows tenants that become known', async () => {
    await visit.press('Add a partner');

    await visit.see('default/partner-1', visit.page.locator('#tenants'));
    await visit.see('1 open, 0 asleep');
    expect(visit.complaints).toEqual([]);
  });

  it('shows markup in a name as text', async () => {
    const { body: customer } = await sample.send('POST', '/customers', {
      name: MARKUP,
      email: 'ap@markup.example',
    });
    await sample.send('POST', '/invoices', {
      customer_id: customer.id,
      due_date: '2027-01-31',
      line_items: [{ description: MARKUP, amount: 1 }],
    });

    await visit.see(MARKUP, visit.page.locator('#invoices'));
    expect(await visit.page.locator('img').count()).toBe(0);
    expect(await visit.page.title()).not.toBe('');
    expect(visit.complaints).toEqual([]);
  });

  it.each(['light', 'dark'] as const)(
    'is readable when %s, and fits a narrow screen',
    async (colorScheme) => {
      await visit.page.emulateMedia({ colorScheme });
      await visit.page.setViewportSize(NARROW);
      await visit.press('Break the token endpoint', visit.account('demo'));
      await visit.press('Open an invoice');
      await sample.press('invoices');
      const [first] = await visit.page.getByRole('link', { name: /^Pay/ }).all();
      const paid = await fetch(new URL((await first?.getAttribute('href')) ?? '', sample.url));
      await fetch(paid.url, { method: 'POST' });
      await visit.press('Add a partner');
      for (const text of ['degraded', /failed\. No access token/, 'paid', 'open', 'default/partner-1'])
        await visit.see(text);
      await visit.page.mouse.move(0, 0);

      const contrasts = await contrastsOf(visit.page);
      expect(contrasts.length).toBeGreaterThan(40);
      expect(contrasts.filter(({ ratio }) => ratio < LEAST_CONTRAST)).toEqual([]);
      const ground = String(
        await visit.page.evaluate('getComputedStyle(document.documentElement).backgroundColor'),
      );
      expect(Number(/\d+/.exec(ground)?.[0]) > 127).toBe(colorScheme === 'light');
      expect(await visit.page.evaluate('document.documentElement.scrollWidth')).toBe(NARROW.width);
      expect(visit.complaints).toEqual([]);
    },
  );

  it('has nothing to press at real accounts', async () => {
    const real = await Sample.startOnRealAccounts();
    const there = await Visit.to(real.sample.url, browser);

    await there.see('Live: default is valid, demo is valid');
    await there.see('Webhooks received');
    expect(await there.page.getByRole('button').count()).toBe(0);
    expect(await there.page.getByText('Invoices').isVisible()).toBe(false);
    expect(there.complaints).toEqual([]);
  });

  it('leaves the focus where it is, and says nothing that is not new', async () => {
    await visit.press('Open an invoice');
    const pay = visit.page.getByRole('link', { name: /^Pay/ }).first();
    await pay.focus();
    const focused = await pay.getAttribute('href');
    await visit.page.evaluate(`
      globalThis.saidAgain = 0;
      new MutationObserver(() => (globalThis.saidAgain += 1))
        .observe(document.querySelector('[role=status]'), { childList: true, characterData: true, subtree: true });
    `);
    const lived = await visit.lived('demo');

    await sample.press('invoices');
    await vi.waitFor(async () => expect(await visit.page.locator('#invoices li').count()).toBe(2));
    await vi.waitFor(async () => expect(await visit.lived('demo')).toBeGreaterThan(lived), 10_000);

    expect(await visit.page.evaluate('document.activeElement.getAttribute("href")')).toBe(focused);
    expect(await visit.page.evaluate('globalThis.saidAgain')).toBe(0);
    expect(visit.complaints).toEqual([]);
  });

  it('can be used by the keyboard', async () => {
    const button = visit.account('demo').getByRole('button', { name: 'Slow the API' });
    await visit.account('demo').getByRole('button', { name: 'Break the token endpoint' }).focus();
    await visit.page.keyboard.press('Tab');
    await visit.page.keyboard.press('Enter');

    await vi.waitFor(async () => expect(await button.getAttribute('aria-pressed')).toBe('true'), 10_000);
    expect(visit.complaints).toEqual([]);
  });

  it('moves nothing for those who prefer that', async () => {
    const duration = 'getComputedStyle(document.querySelector(".lived")).transitionDuration';
    expect(await visit.page.evaluate(duration)).toBe('1s');

    await visit.page.emulateMedia({ reducedMotion: 'reduce' });

    expect(await visit.page.evaluate(duration)).toBe('0s');
    expect(visit.complaints).toEqual([]);
  });

  it('does not keep the application from closing', async () => {
    const begun = performance.now();
    await sample.close();
    expect(performance.now() - begun).toBeLessThan(CLOSING_MS);

    // The page is still open, and the browser tries in vain from now on.
    await visit.see('The application is not there. Trying again …');
  });
});
