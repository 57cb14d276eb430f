import type { Socket } from 'node:net';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { isOutcomeUnknown } from 'nestjs-alternative-payments';
import { describe, expect, it } from 'vitest';
import { formsOf, found, printsOf } from '../support/secret-scan.js';
import { startAccount } from '../support/application.js';
import { failureOf } from '../support/failure-of.js';
import { AxiosError } from '../support/host-axios.js';
import { pass, until, useFakeTime } from '../support/fake-time.js';
import { startRawServer, whole } from '../support/raw-server.js';

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n';

/** Writes a little again and again, so that no timeout of the socket fires. */
function drip(socket: Socket, text: string): void {
  const timer = setInterval(() => socket.write(text), 20);
  socket.on('close', () => clearInterval(timer));
}

const slow: Array<[what: string, answer: (socket: Socket) => void]> = [
  ['never begins', () => undefined],
  ['stops after its head', (socket) => socket.write(HEAD)],
  ['drips its body', (socket) => (socket.write(HEAD), drip(socket, 'x'))],
  ['drips its head', (socket) => (socket.write('HTTP/1.1 200 OK\r\n'), drip(socket, 'X-More: 1\r\n'))],
  ['says again and again that it is on its way', (socket) => drip(socket, 'HTTP/1.1 102 Processing\r\n\r\n')],
];

describe('the time of an attempt', () => {
  it.each(slow)('covers an answer that %s', async (_what, answer) => {
    const server = await startRawServer(answer);
    const { http } = await startAccount({ ...server.options, http: { timeout: 150 } });

    const errors = await Promise.all(
      ['get', 'post'].map((method) => failureOf(http.axiosRef.request({ url: '/x', method }))),
    );

    for (const error of errors) {
      expect(error).toBeInstanceOf(AxiosError);
      expect(error).toMatchObject({ code: 'ECONNABORTED', config: { timeout: 150 } });
      expect(error.message).toContain('timeout of 150ms exceeded');
      expect(found(formsOf('the-token-of-the-test'), printsOf(error))).toEqual([]);
    }
    expect(errors.map((error) => isOutcomeUnknown(error))).toEqual([false, true]);
    expect(server.asked).toHaveLength(2);
  });

  it('is worded as the request asks', async () => {
    const server = await startRawServer(() => undefined);
    const { http } = await startAccount(server.options);

    await expect(
      http.axiosRef.get('/x', {
        timeout: 30,
        timeoutErrorMessage: 'too slow',
        transitional: { clarifyTimeoutError: true },
      }),
    ).rejects.toMatchObject({ code: 'ETIMEDOUT', message: 'too slow' });
    expect(server.asked).toHaveLength(1);
  });

  it('starts again with each attempt, and is 20 s unless set', async () => {
    useFakeTime();
    const server = await startRawServer((socket) => {
      if (server.asked.length === 1) socket.destroy();
    });
    const { http, tokens } = await startAccount({ ...server.options, calls: { timeoutMs: 100_000 } });
    await tokens.getToken();

    let error: Error | undefined;
    void failureOf(http.axiosRef.get('/x')).then((reason) => (error = reason));
    await until(() => server.asked.length === 1);
    for (let turns = 0; server.asked.length < 2; turns += 1) {
      await pass(100);
      await until(() => true);
    }
    await pass(19_800);
    expect(error).toBeUndefined();
    await pass(400);

    await until(() => error !== undefined);
    expect(error).toMatchObject({ code: 'ECONNABORTED' });
  });

  it('leaves no timer behind', async () => {
    const server = await startRawServer((socket) => socket.write(whole('{}')));
    const { http } = await startAccount(server.options);
    await http.axiosRef.get('/x');
    const timers = (): number => process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length;
    const before = timers();

    for (let count = 0; count < 20; count += 1) {
      await http.axiosRef.get('/x');
      const { data } = await http.axiosRef.get<Readable>('/x', { responseType: 'stream' });
      await data.resume().toArray();
      await failureOf(http.axiosRef.get('/x', { maxContentLength: 1 }));
    }

    expect(timers()).toBeLessThanOrEqual(before + 1);
  });
});

describe('a stream that was handed out', () => {
  it.each(['get', 'post'])(
    'ends with an error when nothing comes for as long as an attempt may take: %s',
    async (method) => {
      const server = await startRawServer((socket) => socket.write(`${HEAD}the beginning`));
      const { http } = await startAccount({ ...server.options, http: { timeout: 100 } });
      const { data } = await http.axiosRef.request<Readable>({ url: '/x', method, responseType: 'stream' });

      let text = '';
      data.on('data', (chunk: Buffer) => (text += chunk.toString()));
      const [error] = (await once(data, 'error')) as [Error];

      expect(text).toBe('the beginning');
      expect(error).toBeInstanceOf(AxiosError);
      expect(error).toMatchObject({ code: 'ECONNABORTED' });
      expect(isOutcomeUnknown(error)).toBe(method === 'post');
      expect(found(formsOf('the-token-of-the-test'), printsOf(error))).toEqual([]);
    },
  );

  it('goes on for as long as something comes', async () => {
    const server = await startRawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
      let left = 20;
      const timer = setInterval(() => {
        socket.write('1\r\nx\r\n');
        if ((left -= 1) > 0) return;
        clearInterval(timer);
        socket.write('0\r\n\r\n');
      }, 40);
    });
    const { http } = await startAccount({ ...server.options, http: { timeout: 400 } });

    const { data } = await http.axiosRef.get<Readable>('/x', { responseType: 'stream' });

    expect(Buffer.concat((await data.toArray()) as Buffer[]).toString()).toBe('x'.repeat(20));
  });

  it('waits for a reader who is slow', async () => {
    const size = 4_000_000;
    const server = await startRawServer((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`);
      socket.write(Buffer.alloc(size, 'x'));
    });
    const { http } = await startAccount({ ...server.options, http: { timeout: 400 } });
    const { data } = await http.axiosRef.get<Readable>('/x', { responseType: 'stream' });

    await wait(1_000);
    let read = 0;
    for await (const chunk of data) read += (chunk as Buffer).length;

    expect(read).toBe(size);
  });

  it('may fall silent while nobody reads it, without harm to the process', async () => {
    const server = await startRawServer((socket) => socket.write(HEAD));
    const { http } = await startAccount({ ...server.options, http: { timeout: 400 } });
    const { data } = await http.axiosRef.get<Readable>('/x', { responseType: 'stream' });

    await until(() => data.destroyed);

    expect(await failureOf(data.toArray())).toMatchObject({ name: expect.stringMatching(/Error$/) });
  });
});
