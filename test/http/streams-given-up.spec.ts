import { getEventListeners, once } from 'node:events';
import type { Readable } from 'node:stream';
import axios, { type AxiosRequestConfig } from 'axios';
import { describe, expect, it } from 'vitest';
import { startAccount } from '../support/application.js';
import { failureOf } from '../support/failure-of.js';
import { until } from '../support/fake-time.js';
import { startRawServer, whole } from '../support/raw-server.js';

const BEGUN = 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nthe beginning';

/** Who listens to a cancel token, which axios keeps to itself. */
const listenersOf = (token: object): number =>
  (token as { _listeners?: unknown[] | null })._listeners?.length ?? 0;

describe('what a caller gives up with', () => {
  type Kind = [what: string, path: string, ending: (data: Readable) => Promise<unknown>];
  const kinds: Kind[] = [
    ['was read to its end', '/whole', (data) => data.toArray()],
    ['was destroyed by its reader', '/begun', (data) => once(data.destroy(), 'close')],
    ['broke off', '/cut', (data) => failureOf(data.toArray())],
    ['was silent', '/begun', (data) => failureOf(data.toArray())],
    ['was never handed out', '/reset', () => Promise.resolve()],
  ];

  it.each(kinds)('has no listener left after a stream that %s', async (_what, path, ending) => {
    const server = await startRawServer((socket) => {
      if (path === '/whole') socket.write(whole('{}'));
      if (path === '/begun') socket.write(BEGUN);
      if (path === '/cut') socket.write(BEGUN, () => setTimeout(() => socket.destroy(), 30));
      if (path === '/reset') socket.destroy();
    });
    const { http } = await startAccount({ ...server.options, calls: { retries: 0 }, http: { timeout: 250 } });
    const { signal } = new AbortController();
    const { token } = axios.CancelToken.source();
    const before = listenersOf(token);

    for (let count = 0; count < 4; count += 1) {
      const call = http.axiosRef.get<Readable>(path, { responseType: 'stream', signal, cancelToken: token });
      const data = await call.then(
        (answer) => answer.data,
        () => undefined,
      );
      expect(data === undefined).toBe(path === '/reset');
      if (data !== undefined) await ending(data);
    }

    await until(() => getEventListeners(signal, 'abort').length === 0 && listenersOf(token) <= before);
  });

  it.each(['a signal', 'a cancel token'])('ends a stream that is being read: %s', async (by) => {
    const server = await startRawServer((socket) => socket.write(BEGUN));
    const { http } = await startAccount(server.options);
    const abort = new AbortController();
    const source = axios.CancelToken.source();
    const way: AxiosRequestConfig =
      by === 'a signal' ? { signal: abort.signal } : { cancelToken: source.token };

    const { data } = await http.axiosRef.get<Readable>('/x', { responseType: 'stream', ...way });
    const [chunk] = (await once(data, 'data')) as [Buffer];
    const failed = once(data, 'error');
    abort.abort();
    source.cancel();
    const [error] = (await failed) as [Error];

    expect(chunk.toString()).toBe('the beginning');
    expect(axios.isCancel(error)).toBe(true);
  });

  it('ends the stream of an adapter of the host’s own, too', async () => {
    const server = await startRawServer((socket) => socket.write(BEGUN));
    const { http } = await startAccount({
      ...server.options,
      http: { adapter: ({ signal: _deaf, ...config }) => axios.getAdapter('http')(config) },
    });
    const abort = new AbortController();

    const { data } = await http.axiosRef.get<Readable>('/x', {
      responseType: 'stream',
      signal: abort.signal,
    });
    const failed = once(data.resume(), 'error');
    abort.abort();

    expect(axios.isCancel((await failed)[0])).toBe(true);
    await until(() => getEventListeners(abort.signal, 'abort').length === 0);
  });
});
