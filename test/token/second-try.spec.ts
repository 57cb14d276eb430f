import { Agent, createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { CredentialsRejectedError } from 'nestjs-alternative-payments';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startAccount } from '../support/application.js';
import { failureOf } from '../support/failure-of.js';
import { simulate } from '../support/simulator.js';

/** A server that answers each connection once, and resets it at the next request, as one does whose idle time is over. */
async function startForgetful() {
  const used = new Set<Socket>();
  const waiting: Array<() => void> = [];
  let resets = 0;
  const server = createServer((request, response) => {
    if (used.has(request.socket)) {
      resets += 1;
      return request.socket.resetAndDestroy();
    }
    used.add(request.socket);
    const body =
      request.url === '/oauth/token'
        ? { access_token: `token-${used.size}`, token_type: 'bearer', expires_in: 3_600 }
        : { data: [] };
    const answer = (): void => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (request.url === '/oauth/token') return answer();
    // The calls are under way at once, so that each has a connection of its own.
    waiting.push(answer);
    if (waiting.length === 3) for (const one of waiting.splice(0)) one();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { baseURL: `http://127.0.0.1:${port}`, resets: () => resets };
}

describe('a token request that meets a dead connection of the pool', () => {
  it('is tried again over a new one, however many dead ones there are', async () => {
    const server = await startForgetful();
    const httpAgent = new Agent({ keepAlive: true });
    onTestFinished(() => httpAgent.destroy());
    const { http, tokens } = await startAccount({
      baseURL: server.baseURL,
      clientId: 'id',
      clientSecret: 'secret',
      pacing: false,
      http: { httpAgent },
    });
    await tokens.getToken();
    await Promise.all(['/a', '/b', '/c'].map((path) => http.axiosRef.get(path)));

    const before = server.resets();
    await tokens.refresh();

    expect(tokens.snapshot()).toMatchObject({ state: 'valid', generation: 2 });
    expect(server.resets() - before).toBe(1);
  });
});

describe("warmUp: 'required'", () => {
  it('outlives a token endpoint that is not there yet', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'POST /oauth/token', times: 3, reset: true });
    const { tokens } = await startAccount({ ...simulator.options, warmUp: 'required' });
    expect(tokens.snapshot().state).toBe('valid');
  });

  it('fails at once where the key is refused', async () => {
    const simulator = await simulate();
    const options = { ...simulator.options, clientSecret: 'wrong', warmUp: 'required' as const };
    expect(await failureOf(startAccount(options))).toBeInstanceOf(CredentialsRejectedError);
    expect(simulator.journal.tokenRequests).toHaveLength(1);
  });

  it('fails within the time of a call where the endpoint stays away', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'POST /oauth/token', status: 503 });
    const options = { ...simulator.options, warmUp: 'required' as const, calls: { timeoutMs: 2_000 } };
    expect(await failureOf(startAccount(options))).toMatchObject({ code: 'TOKEN_ENDPOINT_UNAVAILABLE' });
    expect(simulator.journal.tokenRequests.length).toBeGreaterThan(1);
  });
});
