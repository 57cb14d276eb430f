import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { AxiosAdapter, AxiosRequestConfig } from 'axios';
import { isOutcomeUnknown } from 'nestjs-alternative-payments';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startAccount } from '../support/application.js';
import { failureOf } from '../support/failure-of.js';
import { AxiosError } from '../support/host-axios.js';
import { startRawServer, whole } from '../support/raw-server.js';

const QUICK = { callBackoff: { baseMs: 1, maxMs: 2 } };
const DATA = JSON.stringify({
  data: Array.from({ length: 500 }, (_, id) => ({ id, name: `customer ${id}` })),
});

/** Writes a head and the body, or what there is of it. */
function write(
  socket: Socket,
  headers: string,
  body: Buffer | string,
  then: 'end' | 'reset' | 'stay' = 'reset',
): void {
  socket.write(`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n${headers}\r\n\r\n`);
  socket.write(body, () => {
    if (then === 'reset') socket.destroy();
    if (then === 'end') socket.end();
  });
}

const half = (body: Buffer): Buffer => body.subarray(0, Math.floor(body.length / 2));
const corrupt = (body: Buffer): Buffer =>
  Buffer.concat([half(body), Buffer.alloc(body.length - half(body).length, 0x55)]);

type Cut = [what: string, answer: (socket: Socket) => void, config?: AxiosRequestConfig];
const packings = { gzip: gzipSync(DATA), deflate: deflateSync(DATA), br: brotliCompressSync(DATA) };

const cuts: Cut[] = [
  ['is shorter than it says', (socket) => write(socket, 'Content-Length: 1000', '{"data":', 'end')],
  ['is reset', (socket) => write(socket, 'Content-Length: 1000', '{"data":')],
  [
    'is chunked and ends without its last chunk',
    (socket) => write(socket, 'Transfer-Encoding: chunked', '8\r\n{"data":\r\n', 'end'),
  ],
  ['is chunked and ends in a chunk', (socket) => write(socket, 'Transfer-Encoding: chunked', '8\r\n{"da')],
  [
    'has a chunk of a length that is none',
    (socket) => write(socket, 'Transfer-Encoding: chunked', '8\r\n{"data":\r\nzz\r\n', 'stay'),
  ],
  [
    'is JSON to half and says nothing of its length',
    (socket) => write(socket, 'Connection: close', '{"data":[', 'end'),
  ],
  ['is JSON to half and says that this is all', (socket) => socket.write(whole('{"data":['))],
  ['is a page in place of JSON', (socket) => socket.write(whole('<html>'))],
  ...Object.entries(packings).flatMap(([encoding, body]): Cut[] => {
    const headers = `Content-Encoding: ${encoding}\r\nContent-Length: ${body.length}`;
    return [
      [`is cut (${encoding})`, (socket) => write(socket, headers, half(body))],
      [
        `is cut where its length says that it ends (${encoding})`,
        (socket) =>
          write(
            socket,
            `Content-Encoding: ${encoding}\r\nContent-Length: ${half(body).length}`,
            half(body),
            'stay',
          ),
      ],
      [`cannot be unpacked (${encoding})`, (socket) => write(socket, headers, corrupt(body), 'stay')],
    ];
  }),
  [
    'is cut while its progress is watched',
    (socket) => write(socket, 'Content-Length: 1000', '{"data":'),
    { onDownloadProgress: () => undefined },
  ],
  [
    'is cut while its rate is limited',
    (socket) => write(socket, 'Content-Length: 1000', '{"data":'),
    { maxRate: 100_000 },
  ],
  [
    'is cut and packed while its progress is watched',
    (socket) => write(socket, 'Content-Encoding: gzip\r\nContent-Length: 100000', half(packings.gzip)),
    { onDownloadProgress: () => undefined },
  ],
];

describe('an answer that breaks off', () => {
  it.each(cuts)(
    'makes a GET be sent again and leaves the outcome of a POST unknown: it %s',
    async (_what, answer, config) => {
      const server = await startRawServer((socket, { path }) => {
        if (server.asked.filter((one) => one.path === path).length <= 2) answer(socket);
        else socket.write(whole('{"data":[1]}'));
      });
      const { http } = await startAccount(server.options, QUICK);

      const { data } = await http.axiosRef.get<unknown>('/got', config);
      const posted = await failureOf(http.axiosRef.post('/posted', {}, config));

      expect(data).toEqual({ data: [1] });
      expect(server.asked.map(({ method }) => method)).toEqual(['GET', 'GET', 'GET', 'POST']);
      expect(posted).toBeInstanceOf(AxiosError);
      expect(isOutcomeUnknown(posted)).toBe(true);
    },
  );

  it('reaches the caller as an error once a GET has been repeated in vain', async () => {
    const server = await startRawServer((socket) => socket.write(whole('{"data":[')));
    const { http } = await startAccount(server.options, QUICK);

    const error = await failureOf(http.axiosRef.get('/customers'));

    expect(error).toMatchObject({ code: 'ERR_BAD_RESPONSE', response: { status: 200, data: '{"data":[' } });
    expect(error.message).toContain('broke off');
    expect(server.asked).toHaveLength(3);
  });

  it('is repeated where it broke off together with its head, before it could be handed out as a stream', async () => {
    const server = await startRawServer((socket, { path }) => {
      if (server.asked.filter((one) => one.path === path).length > 1) socket.write(whole('{"data":[1]}'));
      else socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n');
    });
    const { http } = await startAccount(server.options, QUICK);

    const { data } = await http.axiosRef.get<AsyncIterable<Buffer>>('/got', { responseType: 'stream' });
    let text = '';
    for await (const chunk of data) text += chunk.toString();

    expect(text).toBe('{"data":[1]}');
    expect(server.asked).toHaveLength(2);
  });
});

describe('an answer that is whole', () => {
  const bodies: Array<
    [what: string, body: string, headers: string, expected: unknown, config?: AxiosRequestConfig]
  > = [
    ['JSON', '{"a":1}', 'Content-Type: application/json', { a: 1 }],
    ['JSON with a byte order mark', '\uFEFF{"a":1}', 'Content-Type: application/json', { a: 1 }],
    ['JSON of a special kind', '{"a":1}', 'Content-Type: application/problem+json; charset=utf-8', { a: 1 }],
    ['JSON of a number', '7', 'Content-Type: application/json', 7],
    ['JSON of null', 'null', 'Content-Type: application/json', null],
    ['JSON of a text', '"a"', 'Content-Type: application/json', 'a'],
    ['nothing that says JSON', '', 'Content-Type: application/json', ''],
    ['white space that says JSON', ' \n', 'Content-Type: application/json', ' \n'],
    ['a page', '<html>', 'Content-Type: text/html', '<html>'],
    ['several lines of JSON', '{"a":1}\n{"a":2}', 'Content-Type: application/x-ndjson', '{"a":1}\n{"a":2}'],
    ['no JSON as text', '{"a":', 'Content-Type: application/json', '{"a":', { responseType: 'text' }],
    [
      'no JSON, unparsed',
      '{"a":',
      'Content-Type: application/json',
      '{"a":',
      { transitional: { forcedJSONParsing: false } },
    ],
    [
      'no JSON for a transform',
      '{"a":',
      'Content-Type: application/json',
      'seen {"a":',
      { transformResponse: (data: unknown) => `seen ${String(data)}` },
    ],
    [
      'JSON with a reviver',
      '{"a":1}',
      'Content-Type: application/json',
      { a: 2 },
      { parseReviver: (_key: string, value: unknown) => (value === 1 ? 2 : value) } as AxiosRequestConfig,
    ],
  ];

  it.each(bodies)('arrives as axios gives it, and once: %s', async (_what, body, type, expected, config) => {
    const server = await startRawServer((socket) =>
      socket.write(`HTTP/1.1 200 OK\r\n${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`),
    );
    const { http } = await startAccount(server.options, QUICK);

    for (const method of ['get', 'post']) {
      const { data } = await http.axiosRef.request<unknown>({ url: '/customers', method, ...config });
      expect(data).toEqual(expected);
    }
    expect(server.asked).toHaveLength(2);
  });

  it('may have no body at all', async () => {
    const server = await startRawServer((socket, { method }) =>
      socket.write(
        method === 'HEAD'
          ? 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n'
          : 'HTTP/1.1 204 No Content\r\nContent-Type: application/json\r\n\r\n',
      ),
    );
    const { http } = await startAccount(server.options);

    const answers = await Promise.all([
      http.axiosRef.head('/a'),
      http.axiosRef.get('/b'),
      http.axiosRef.delete('/c'),
    ]);

    expect(answers.map(({ status, data }) => [status, data as unknown])).toEqual([
      [200, ''],
      [204, ''],
      [204, ''],
    ]);
    expect(server.asked).toHaveLength(3);
  });

  it('is not asked for again where it is longer than the request allows, packed or not', async () => {
    const server = await startRawServer((socket, { path }) => {
      if (path === '/packed') {
        write(
          socket,
          `Content-Encoding: gzip\r\nContent-Length: ${packings.gzip.length}`,
          packings.gzip,
          'stay',
        );
      } else {
        socket.write(whole(DATA));
      }
    });
    const { http } = await startAccount(server.options, QUICK);

    for (const path of ['/plain', '/packed'])
      await expect(http.axiosRef.get(path, { maxContentLength: 100 })).rejects.toThrow(/maxContentLength/);

    expect(server.asked).toHaveLength(2);
  });
});

describe('what would end in the same way again', () => {
  const lasting: Array<[what: string, answer: string]> = [
    ['501', 'HTTP/1.1 501 Not Implemented\r\nContent-Length: 0\r\n\r\n'],
    ['505', 'HTTP/1.1 505 HTTP Version Not Supported\r\nContent-Length: 0\r\n\r\n'],
    ['a head that is no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n\r\n'],
    ['a header that cannot be', 'HTTP/1.1 200 OK\r\nBad Header: 1\r\n\r\n'],
    ['a head that is too long', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`],
  ];

  it.each(lasting)('is tried once: %s', async (_what, answer) => {
    const server = await startRawServer((socket) => socket.write(answer));
    const { http } = await startAccount(server.options, QUICK);

    await expect(http.axiosRef.get('/customers')).rejects.toBeInstanceOf(AxiosError);

    expect(server.asked).toHaveLength(1);
  });

  const codes = [
    'CERT_HAS_EXPIRED',
    'CERT_NOT_YET_VALID',
    'CERT_REVOKED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
    'HPE_INVALID_CONSTANT',
    'HPE_HEADER_OVERFLOW',
  ];
  it.each(codes)('is tried once: %s', async (code) => {
    const server = await startRawServer(() => undefined);
    let tries = 0;
    const adapter: AxiosAdapter = (config) => {
      tries += 1;
      return Promise.reject(AxiosError.from(Object.assign(new Error(code), { code }), undefined, config));
    };
    const { http } = await startAccount(server.options, QUICK);

    await expect(http.axiosRef.get('/customers', { adapter })).rejects.toMatchObject({ code });

    expect(tries).toBe(1);
  });

  it.each(['nobody can agree with', 'speaks no TLS'])('is tried once: a server that %s', async (what) => {
    let connections = 0;
    const server = what.startsWith('nobody')
      ? createTlsServer({})
      : createTcpServer((socket) => socket.end('hello'));
    server.on('connection', (socket: Socket) => {
      connections += 1;
      socket.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    onTestFinished(() => {
      server.close();
    });
    const baseURL = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { http } = await startAccount(
      {
        baseURL,
        clientId: 'id',
        clientSecret: 'secret',
        warmUp: false,
      },
      QUICK,
    );

    const error = await failureOf(
      http.axiosRef.get('/customers', { headers: { Authorization: 'Bearer mine' } }),
    );

    expect(error).toBeInstanceOf(AxiosError);
    expect(connections).toBe(1);
  });
});
