import { Agent, createServer, type ServerOptions } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { Logger } from '@nestjs/common';
import type { AlternativePaymentsModuleOptions } from 'nestjs-alternative-payments';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startAccount } from '../support/application.js';
import {
  AUTHORITY,
  type Certificate,
  EXPIRED,
  GOOD,
  NOT_YET_VALID,
  OF_ANOTHER_HOST,
} from '../support/certificates.js';
import { failureOf } from '../support/failure-of.js';

interface Endpoint {
  readonly address: string;
  /** How many connections were opened. */
  connections: number;
}

function listen(server: Server): Promise<Endpoint> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const endpoint = { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, connections: 0 };
      server.on('connection', () => (endpoint.connections += 1));
      onTestFinished(() => {
        server.close();
      });
      resolve(endpoint);
    });
  });
}

/** A token endpoint behind TLS. */
function serve(options: ServerOptions & Certificate): Promise<Endpoint> {
  const server = createServer(options, (_request, response) => {
    response.setHeader('Connection', 'close');
    response.end(JSON.stringify({ access_token: 'a-token', token_type: 'bearer', expires_in: 3600 }));
  });
  return listen(server);
}

type Failure = Error & { code?: string; cause?: { code?: string } };

/** What a caller is told, once nobody makes further attempts. */
async function askFor(baseURL: string, http: AlternativePaymentsModuleOptions['http']): Promise<Failure> {
  vi.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
  const options = { baseURL, clientId: 'id', clientSecret: 'a-secret', warmUp: false } as const;
  const { application, tokens } = await startAccount({ ...options, http: { ...http, proxy: false } });
  const failure = (await failureOf(tokens.getToken())) as Failure;
  await application.close();
  return failure;
}

const trusting = (): Agent => new Agent({ ca: AUTHORITY });

describe('a certificate of the token endpoint that is not accepted', () => {
  it('of an authority that Node does not know: the error says how to make it known', async () => {
    const { address } = await serve(GOOD);

    const failure = await askFor(`https://${address}`, {});

    expect(failure).toMatchObject({
      code: 'TOKEN_ENDPOINT_UNAVAILABLE',
      cause: { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
    });
    for (const remedy of ['NODE_EXTRA_CA_CERTS', '--use-system-ca', '"http.httpsAgent"', address])
      expect(failure.message).toContain(remedy);
  });

  it('signed by itself: the same', async () => {
    const { address } = await serve({ ...GOOD, cert: `${GOOD.cert as string}\n${AUTHORITY}` });

    const failure = await askFor(`https://${address}`, {});

    expect(failure).toMatchObject({ cause: { code: 'SELF_SIGNED_CERT_IN_CHAIN' } });
    expect(failure.message).toContain('NODE_EXTRA_CA_CERTS');
  });

  it('of another host: the error tells both hosts', async () => {
    const { address } = await serve(OF_ANOTHER_HOST);

    const failure = await askFor(`https://${address}`, { httpsAgent: trusting() });

    expect(failure).toMatchObject({ cause: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' } });
    expect(failure.message).toContain(
      `The server at ${address} has the certificate of another host (DNS:other.example)`,
    );
  });

  it('that has expired: the error tells host, dates, and the time of this machine', async () => {
    const { address } = await serve(EXPIRED);

    const failure = await askFor(`https://${address}`, { httpsAgent: trusting() });

    expect(failure).toMatchObject({ cause: { code: 'CERT_HAS_EXPIRED' } });
    expect(failure.message).toContain(`The certificate of ${address} is not valid at`);
    expect(failure.message).toContain(new Date().toISOString().slice(0, 10));
    expect(failure.message).toContain('from Jan  1 00:00:00 2020 GMT to Jan  1 00:00:00 2021 GMT');
  });

  it('that is not valid yet: the same', async () => {
    const { address } = await serve(NOT_YET_VALID);

    const failure = await askFor(`https://${address}`, { httpsAgent: trusting() });

    expect(failure).toMatchObject({ cause: { code: 'CERT_NOT_YET_VALID' } });
    expect(failure.message).toContain('from Jan  1 00:00:00 2110 GMT');
    expect(failure.message).toContain('check the clock of this machine');
  });

  it('is met once: asking again at once could not mend it', async () => {
    const endpoint = await serve(EXPIRED);

    await askFor(`https://${endpoint.address}`, { httpsAgent: trusting() });

    expect(endpoint.connections).toBe(1);
  });

  it('and one that is accepted is no hindrance', async () => {
    const { address } = await serve(GOOD);
    const options = { baseURL: `https://${address}`, clientId: 'id', clientSecret: 'a-secret' };
    const http = { httpsAgent: trusting(), proxy: false as const };
    const { tokens } = await startAccount({ ...options, http, warmUp: false });

    expect(await tokens.getToken()).toBe('a-token');
  });
});

describe('a client certificate that the token endpoint asks for', () => {
  const asking = { ...GOOD, ca: AUTHORITY, requestCert: true, rejectUnauthorized: true };

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('and does not get: the error names it, %s', async (version) => {
    const { address } = await serve({ ...asking, minVersion: version, maxVersion: version });

    const failure = await askFor(`https://${address}`, { httpsAgent: trusting() });

    expect(failure).toMatchObject({ code: 'TOKEN_ENDPOINT_UNAVAILABLE' });
    // Where the connection is reset before the alert is read, nobody can tell.
    if (failure.cause?.code === 'ECONNRESET' || failure.cause?.code === 'EPIPE') return;
    expect(failure.message).toContain('asks for a client certificate');
    expect(failure.message).toContain('"http.httpsAgent"');
  });

  it('and gets is no hindrance', async () => {
    const { address } = await serve(asking);
    const options = { baseURL: `https://${address}`, clientId: 'id', clientSecret: 'a-secret' };
    const http = { httpsAgent: new Agent({ ca: AUTHORITY, ...GOOD }), proxy: false as const };
    const { tokens } = await startAccount({ ...options, http, warmUp: false });

    expect(await tokens.getToken()).toBe('a-token');
  });
});

describe('something that does not speak the protocol of the address', () => {
  it.each([
    ['https', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['http', 'SSH-2.0-OpenSSH_9.9\r\n'],
    ['http', 'HTTP/1.1 200 OK\r\nContent-Length: abc\r\n\r\n'],
  ])('is asked once, and the error says so: %s, %j', async (protocol, greeting) => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(greeting));
    });
    const endpoint = await listen(server);

    const failure = await askFor(`${protocol}://${endpoint.address}`, {});

    expect(failure).toMatchObject({ code: 'TOKEN_ENDPOINT_UNAVAILABLE' });
    expect(failure.message).toContain('does not speak the protocol of the address');
    expect(endpoint.connections).toBe(1);
  });
});
