import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { customersOf, startPlatform } from '../support/tenants.js';

const PER_SECOND = 4;

/** A token endpoint that counts requests by the address from which they come, whatever the key. */
async function startLimited() {
  const starts: number[] = [];
  let refused = 0;
  const server = createServer((request, response) => {
    const say = (status: number, body: object, headers = {}): void => {
      response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(JSON.stringify(body));
    };
    if (request.url !== '/oauth/token') return say(200, { data: [] });
    const at = performance.now();
    while ((starts[0] ?? at) < at - 1_000) starts.shift();
    if (starts.length >= PER_SECOND) {
      refused += 1;
      return say(429, { message: 'too many requests' }, { 'retry-after': '1' });
    }
    starts.push(at);
    say(200, { access_token: `token-${at}`, token_type: 'bearer', expires_in: 3_600 });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { baseURL: `http://127.0.0.1:${port}`, refused: () => refused };
}

describe('a token endpoint that limits all tenants together', () => {
  it(
    'serves the first calls of all of them one after the other, and none fails',
    { timeout: 30_000 },
    async () => {
      const server = await startLimited();
      const { tenants } = await startPlatform(
        { resolve: (tenant) => ({ clientId: tenant, clientSecret: `${tenant}-secret` }) },
        { baseURL: server.baseURL, environment: undefined, warmUp: false },
      );
      const names = Array.from({ length: 20 }, (_, index) => `tenant-${index}`);

      const calls = names.map(async (name) => customersOf(await tenants.get(name)));

      expect(await Promise.allSettled(calls)).toSatisfy((all: Array<PromiseSettledResult<unknown>>) =>
        all.every(({ status }) => status === 'fulfilled'),
      );
      // The first rush, and then about one a second.
      expect(server.refused()).toBeLessThan(28);
    },
  );
});
