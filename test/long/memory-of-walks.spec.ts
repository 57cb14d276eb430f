import { expect, it } from 'vitest';
import { compilePackage } from '../support/compiled-package.js';
import { applicationScript, runInOwnProcess } from '../support/own-process.js';

const PAGES = 200;
const STARTS = 5;
const WINDOW_MS = 50;

/** Answers every request itself. It notes when, and gives pages that are large enough to be noticed. */
const ADAPTER = `(globalThis.began = performance.now(), { http: { adapter: async (config) => {
  const answer = (body) => ({ data: JSON.stringify(body), status: 200, statusText: 'OK', headers: {}, config });
  (globalThis.starts ??= []).push(performance.now());
  if (config.url.endsWith('/oauth/token')) return answer({ access_token: 'a', token_type: 'bearer', expires_in: 3600 });
  const number = Number(config.params?.after ?? 0) + 1;
  const row = { id: 'cus_' + number, name: 'x'.repeat(100_000) };
  return answer({ data: [row], has_next_page: number < ${PAGES}, end_cursor: String(number) });
} } })`;

it('a walk over many pages holds none of them, and keeps to the rate', { timeout: 60_000 }, async () => {
  const packageURL = await compilePackage();
  const options = {
    baseURL: 'http://127.0.0.1:9',
    clientId: 'id',
    clientSecret: 'secret',
    pacing: { requests: STARTS, perMilliseconds: WINDOW_MS },
  };
  const script = `
    import { setTimeout as wait } from 'node:timers/promises';
    import { AlternativePaymentsClient } from ${JSON.stringify(packageURL)};
    const api = application.get(AlternativePaymentsClient, { strict: false });
    const pages = [];
    const ids = new Set();
    for await (const page of api.customers.list().pages()) {
      pages.push(new WeakRef(page));
      ids.add(page.data[0].id);
      if (pages.length < ${PAGES}) continue;
      // What was looked at is not collected within the same turn, so nobody looks until the end.
      for (let time = 0; time < 5; time += 1) { await wait(20); globalThis.gc(); }
    }
    const held = pages.filter((page) => page.deref() !== undefined).length;
    const keepsToTheRate = starts.at(-1) - began >= ${Math.floor(PAGES / STARTS) * WINDOW_MS};
    console.log(JSON.stringify({ ids: ids.size, held, starts: starts.length, keepsToTheRate }));
    await application.close();
  `;

  const exit = await runInOwnProcess(applicationScript(packageURL, options, ADAPTER) + script, [
    '--expose-gc',
  ]);

  // The list keeps its first page for those who await it; the last one is in use.
  const expected = { ids: PAGES, held: 2, starts: PAGES + 1, keepsToTheRate: true };
  expect(exit).toEqual({ code: 0, output: `${JSON.stringify(expected)}\n` });
});
