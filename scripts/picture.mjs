// Takes the pictures of the dashboard that the README shows, docs/dashboard.png and docs/dashboard-dark.png, and notes in
// docs/dashboard.sha256 what the page was then. Takes a minute, and needs a Chromium.
import './compile.mjs';
import { writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { installChromium } from './chromium.mjs';
import { hashOfPage } from './page-hash.mjs';

const VIEWPORT = { width: 1040, height: 760 };
const CALLS_SHOWN_MS = 45_000;
const OUTAGE_MS = 15_000;

const docs = (name) => fileURLToPath(new URL(`../docs/${name}`, import.meta.url));

const { path: executablePath, missing } = installChromium();
if (executablePath === undefined) throw new Error(`No picture can be taken: ${missing}.`);
// What is shown must not depend on the accounts of those who take the picture.
for (const name of Object.keys(process.env))
  if (/^(ALTERNATIVE_PAYMENTS_|WEBHOOKS_URL$|HOST$)/.test(name)) delete process.env[name];
process.env.PORT = '0';

const { startApplication } = await import('../dist/sample-app/application.js');
const { Origin } = await import('../dist/sample-app/demo/origin.js');
const { app } = await startApplication();
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: VIEWPORT, timezoneId: 'UTC' });
await page.goto(app.get(Origin, { strict: false }).url);

await showSomething();
for (const [colorScheme, name] of [
  ['light', 'dashboard.png'],
  ['dark', 'dashboard-dark.png'],
]) {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.screenshot({ path: docs(name), fullPage: true });
}
writeFileSync(docs('dashboard.sha256'), `${hashOfPage()}\n`);

await browser.close();
await app.close();

/** Invoices of which one is paid, partners, a minute of calls, and an account in an outage. */
async function showSomething() {
  const press = (name, within = page) => within.getByRole('button', { name }).click();
  const account = (name) => page.getByRole('region', { name: `Account ${name}` });
  for (const count of [1, 2, 3]) {
    await press('Open an invoice');
    await page
      .locator('#invoices li')
      .nth(count - 1)
      .waitFor();
  }
  for (const count of [1, 2]) {
    const pay = page.getByRole('link', { name: /^Pay/ }).last();
    const [checkout] = await Promise.all([page.waitForEvent('popup'), pay.click()]);
    await checkout.getByRole('button').click();
    await checkout.close();
    await page
      .locator('#invoices')
      .getByText('paid')
      .nth(count - 1)
      .waitFor();
  }
  await press('Add a partner');
  await press('Add a partner');
  await setTimeout(CALLS_SHOWN_MS - OUTAGE_MS);
  await press('Revoke all tokens', account('default'));
  await press('Break the token endpoint', account('demo'));
  await setTimeout(OUTAGE_MS);
  await press('Send 25 calls', account('default'));
  await page.mouse.move(0, 0);
  await setTimeout(2_000);
}
