import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, it, onTestFinished } from 'vitest';
import { startAccount } from '../support/application.js';

/** More than any answer with a token has, in few bytes on the wire. */
const PACKED = gzipSync(Buffer.alloc(50_000_000, ' '));

const LIFE = JSON.stringify({ access_token: 'a-token', token_type: 'bearer', expires_in: 3_600 });

/** An answer of the right kind that never ends, a byte at a time. */
const dripping: RequestListener = (_request, response) => {
  response.writeHead(200, { 'Content-Type': 'application/json' });
  const drips = setInterval(() => response.write(' '), 20);
  response.on('close', () => clearInterval(drips));
};

it.each<[what: string, answer: RequestListener, reason: string]>([
  [
    'unpacks to 50 MB',
    (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' });
      response.end(PACKED);
    },
    'maxContentLength size of 1048576 exceeded',
  ],
  [
    'is a token, and goes on for 50 MB',
    (_request, response) => response.end(LIFE + ' '.repeat(50_000_000)),
    'maxContentLength size of 1048576 exceeded',
  ],
  ['never ends, byte by byte', dripping, 'it did not answer within 500 ms'],
])('an answer of the token endpoint that %s is given up', async (_what, answer, reason) => {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const key = { clientId: 'id', clientSecret: 'a-secret' };
  const { tokens } = await startAccount({
    baseURL,
    ...key,
    warmUp: false,
    tokenRequest: { timeoutMs: 500 },
  });

  await expect(tokens.getToken()).rejects.toThrow(reason);
});
