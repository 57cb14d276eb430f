import { createServer } from 'node:net';
import { Logger } from '@nestjs/common';
import type { TokenUnavailableError } from 'nestjs-alternative-payments';
import type { Fault } from 'nestjs-alternative-payments/testing';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startAccount } from '../support/application.js';
import { failureOf } from '../support/failure-of.js';
import { simulate } from '../support/simulator.js';

const OUTAGE = 'TOKEN_ENDPOINT_UNAVAILABLE';
const REFUSED = 'CREDENTIALS_REJECTED';
const WRONG_PLACE = 'TOKEN_ENDPOINT_MISCONFIGURED';

const PAGE = '\n<!DOCTYPE html><html><body>Please sign in</body></html>';
const html = { 'content-type': 'text/html' };
const json = { 'content-type': 'application/json' };

/** What a caller is told of that answer. */
async function verdict(answer: Omit<Fault, 'on'>): Promise<TokenUnavailableError> {
  for (const level of ['warn', 'error'] as const)
    vi.spyOn(Logger.prototype, level).mockReturnValue(undefined);

  onTestFinished(() => {
    vi.restoreAllMocks();
  });
  const simulator = await simulate();
  simulator.fault({ on: 'POST /oauth/token', ...answer });
  const { tokens } = await startAccount({ ...simulator.options, warmUp: false, calls: { retries: 0 } });
  const failure = await failureOf(tokens.getToken());
  expect(simulator.journal.tokenRequests).toHaveLength(1);
  return failure as TokenUnavailableError;
}

type Row = [what: string, status: number, body: string | object, headers?: Record<string, string>];

describe('an answer that refuses the key', () => {
  const rows: Row[] = [
    ['the documented one', 403, { error: 'invalid_client', message: 'client authentication failed' }],
    ['with keys of its own', 403, { reason: 'no such client' }],
    ['with nothing in it', 403, {}],
    ['401 in the same shape', 401, { message: 'unauthorized' }],
    ['a JSON body that claims to be a page', 403, '{"message":"denied"}', html],
    ['behind a byte order mark', 403, '\uFEFF{"message":"denied"}', json],
    ['that another proxy has passed on', 403, { message: 'denied' }, { via: '1.1 edge' }],
    ...[400, 401, 402, 403, 404, 409, 422, 429].map((status): Row => [
      `invalid_client with ${status}`,
      status,
      { error: 'invalid_client' },
    ]),
    ['unauthorized_client with 400', 400, { error: 'unauthorized_client' }],
    ['invalid_client in other letters', 400, { error: ' Invalid_Client ' }],
    ['invalid_client beside what is no text', 401, { error: 'invalid_client', status: 401 }],
    ['invalid_client with a pause', 401, { error: 'invalid_client' }, { 'retry-after': '1' }],
  ];
  it.each(rows)('%s: status %d', async (_what, status, body, headers) => {
    expect(await verdict({ status, body, headers })).toMatchObject({ code: REFUSED, status });
  });
});

describe('an answer that says nothing of the key', () => {
  const rows: Row[] = [
    ['empty', 401, ''],
    ['empty', 403, ''],
    ['a page', 401, PAGE, html],
    ['a page', 403, PAGE, html],
    ['a page that claims to be JSON', 403, PAGE, json],
    ['a page behind a byte order mark', 403, `\uFEFF${PAGE}`],
    ['text', 401, 'Unauthorized'],
    ['a JSON text', 403, '"denied"'],
    ['a JSON array', 403, ['denied']],
    ['null', 401, 'null'],
    ['the error object of a gateway', 403, { error: { code: 403, message: 'denied', status: 'X' } }],
    ['the error object of a gateway', 401, { fault: { faultstring: 'denied' } }],
    ['JSON with what is no text', 403, { message: 'denied', status: 403 }],
    ['a broken body', 403, '{"error":"invalid_cl'],
    ['a firewall that asks for a pause', 403, { message: 'slow' }, { 'retry-after': '1' }],
    ['a firewall that asks for a pause', 401, { message: 'slow' }, { 'retry-after': 'soon' }],
    ['temporarily_unavailable', 400, { error: 'temporarily_unavailable' }],
    ['temporarily_unavailable', 403, { error: 'temporarily_unavailable' }],
    ['server_error', 400, { error: 'server_error', error_description: 'timeout' }],
    ['server_error', 401, { error: 'server_error' }],
    ['slow_down', 400, { error: 'slow_down' }],
    ['a gateway’s word for a limit', 403, { error: 'rate_limit_exceeded', message: 'slow down' }],
    ['a gateway’s word for a limit', 401, { error: 'Too Many Requests' }],
    ['a gateway’s word for an outage', 403, { error: 'Service Unavailable', message: 'x' }],
    ['a gateway’s word for an outage', 401, { error: 'internal_server_error' }],
    ['a gateway’s word for silence', 403, { error: 'gateway_timeout' }],
    ['an unknown word', 400, { error: 'unknown_error', error_description: 'retry your request' }],
    ['a pause', 400, { error: 'too_many_requests' }, { 'retry-after': '1' }],
    ['a pause beside a known mistake', 400, { error: 'invalid_scope' }, { 'retry-after': '1' }],
    ['nothing', 400, ''],
    ['text', 400, 'Bad Request'],
    ['a page', 400, PAGE, html],
    ['no words', 400, {}],
    ['a page', 404, '<h1>default backend - 404</h1>', html],
    ['text of a balancer', 404, 'default backend - 404'],
    ['nothing', 404, ''],
    ['a page', 405, '<h1>Not Allowed</h1>', html],
    ['a time-out', 408, ''],
    ['a conflict', 409, { error: 'concurrent_request' }],
    ['a misdirected request', 421, '<h1>Misdirected Request</h1>', html],
    ['too early', 425, ''],
    ['too many requests', 429, ''],
    ['a law', 451, PAGE, html],
    ['a broken server that names a word', 500, { error: 'invalid_client' }],
    ['not implemented', 501, ''],
    ['a gateway', 502, PAGE, html],
    ['a redirect that asks for a pause', 302, '', { location: '/maintenance', 'retry-after': '1' }],
  ];
  it.each(rows)('%s: status %d', async (_what, status, body, headers) => {
    const failure = await verdict({ status, body, headers });

    expect(failure).toMatchObject({ code: OUTAGE, status });
    expect(failure.message).toContain(`answered ${status}`);
  });

  it.each([401, 400, 404])('is asked for again after a short pause: %d', async (status) => {
    const failure = await verdict({ status, body: PAGE });

    expect((failure.nextAttemptAt?.getTime() ?? Infinity) - Date.now()).toBeLessThanOrEqual(1_000);
  });
});

describe('an answer that can be the API’s own, and says that something else than the key is wrong', () => {
  const rows: Row[] = [
    ['a route that the live service does not have', 404, '404 page not found'],
    ['a route in the shape of the API’s errors', 404, { code: 'not_found', message: 'route not found' }],
    ['a route', 404, { error: 'route not found' }],
    ['a method', 405, { code: 'method_not_allowed', message: 'method not allowed' }],
    [
      'an error of the API',
      400,
      { code: 'bad_request', message: 'grant_type is required', validation_errors: { grant_type: 'x' } },
    ],
    ['unsupported_grant_type', 400, { error: 'unsupported_grant_type' }],
    ['invalid_scope', 400, { error: 'invalid_scope' }],
    ['invalid_scope, of which the key is not to blame', 403, { error: 'invalid_scope' }],
    ['invalid_request', 400, { error: 'invalid_request' }],
    ['invalid_grant', 400, { error: 'invalid_grant' }],
    ['a redirect', 302, '', { location: 'https://elsewhere.example/' }],
    ['a redirect with a page', 301, PAGE, { location: '/oauth/token/', ...html }],
  ];
  it.each(rows)('%s: status %d', async (_what, status, body, headers) => {
    expect(await verdict({ status, body, headers })).toMatchObject({ code: WRONG_PLACE, status });
  });

  it('is quoted where the word is known, and else is not', async () => {
    expect((await verdict({ status: 400, body: { error: 'invalid_scope' } })).message).toContain(
      'it answered 400 (invalid_scope)',
    );
    const secretive = await verdict({ status: 404, body: { error: 'simulated-client-secret' } });
    expect(secretive.message).not.toContain('simulated-client-secret');
  });
});

describe('a proxy that speaks for itself', () => {
  const rows: Row[] = [
    ['asks for a password', 407, PAGE, { 'proxy-authenticate': 'Basic realm="proxy"' }],
    ['asks for a password in JSON', 407, { error: 'invalid_client' }],
    ['asks with another status', 401, { message: 'x' }, { 'proxy-authenticate': 'Negotiate' }],
    ['denies, as squid does', 403, PAGE, { 'x-squid-error': 'ERR_ACCESS_DENIED 0', via: '1.1 p' }],
    ['denies with a page', 403, PAGE, { via: '1.1 proxy.corp (squid/6)', ...html }],
    ['denies and says what it is', 403, PAGE, { server: 'tinyproxy/1.11.1', ...html }],
    ['cannot reach the API', 503, PAGE, { 'x-squid-error': 'ERR_CONNECT_FAIL 111' }],
    ['tells it by RFC 9209', 403, { message: 'x' }, { 'proxy-status': 'p; error=http_request_denied' }],
  ];
  it.each(rows)('%s: status %d is an outage that names the proxy', async (_what, status, body, headers) => {
    const failure = await verdict({ status, body, headers });

    expect(failure).toMatchObject({ code: OUTAGE, status });
    expect(failure.message).toContain(`a proxy on the way answered ${status} in place of the API`);
    expect(failure.message).toContain('HTTPS_PROXY');
  });

  it.each([407, 403, 401, 404, 502])(
    'refuses the tunnel to an https address with %d, in whatever words',
    async (status) => {
      vi.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
      onTestFinished(() => {
        vi.restoreAllMocks();
      });
      const body = '{"error":"invalid_client"}';
      const proxy = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => {
          socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
        });
      });
      await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
      onTestFinished(() => {
        proxy.close();
      });
      const { port } = proxy.address() as { port: number };
      const auth = { username: 'user', password: 'proxy-password' };
      const { tokens } = await startAccount({
        baseURL: 'https://api.example',
        clientId: 'id',
        clientSecret: 'a-secret',
        warmUp: false,
        http: { proxy: { protocol: 'http', host: '127.0.0.1', port, auth } },
      });

      const failure = await failureOf(tokens.getToken());

      expect(failure).toMatchObject({ code: OUTAGE, status });
      expect(failure.message).toContain(`a proxy on the way answered ${status} in place of the API`);
      expect(failure.message).not.toContain('proxy-password');
    },
  );
});

describe('a page about certificates', () => {
  it.each([
    [400, '<html><h1>400 Bad Request</h1><center>No required SSL certificate was sent</center></html>'],
    [400, '<html><center>The SSL certificate error</center></html>'],
    [403, '<html>403.7 - Forbidden: Client certificate required</html>'],
  ])('names the client certificate: %d', async (status, body) => {
    const failure = await verdict({ status, body, headers: html });

    expect(failure).toMatchObject({ code: OUTAGE, status });
    expect(failure.message).toContain('asks for a client certificate');
    expect(failure.message).toContain('"http.httpsAgent"');
  });
});

describe('a network that asks for a sign-in', () => {
  it('is told as such', async () => {
    const failure = await verdict({ status: 511, body: PAGE, headers: html });

    expect(failure).toMatchObject({ code: OUTAGE, status: 511 });
    expect(failure.message).toContain('the network asks for a sign-in');
  });
});

describe('an answer of which the body cannot be read', () => {
  it.each([503, 200])('is still asked for again when its head says: status %d', async (status) => {
    const failure = await verdict({
      status,
      body: 'this is not compressed',
      headers: { 'content-encoding': 'gzip', 'retry-after': '7' },
    });

    expect(failure).toMatchObject({ code: OUTAGE, status, retryAfterMs: 7_000 });
  });
});
