import { createServer, type Socket, type AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { gzipSync } from 'node:zlib';

/** What a request said before its body. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly head: string;
}

/**
 * A server of which a test writes every byte itself. It gives tokens out as the API does, and notes all other requests.
 *
 * @param answer is called for each request that asks for no token
 */
export async function startRawServer(answer: (socket: Socket, request: RawRequest) => void): Promise<{
  options: { baseURL: string; clientId: string; clientSecret: string; pacing: false };
  asked: RawRequest[];
  /** The connections that are open. */
  sockets: ReadonlySet<Socket>;
}> {
  const asked: RawRequest[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      const end = received.indexOf('\r\n\r\n');
      if (end < 0) return;
      const head = received.slice(0, end);
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (received.length < end + 4 + length) return;
      received = '';
      const [, method = '', path = ''] = /^(\S+) (\S+)/.exec(head) ?? [];
      if (path === '/oauth/token') {
        socket.write(whole('{"access_token":"the-token-of-the-test","token_type":"bearer"}'));
        return;
      }
      asked.push({ method, path, head });
      answer(socket, { method, path, head });
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { options: { baseURL, clientId: 'id', clientSecret: 'secret', pacing: false }, asked, sockets };
}

/** An answer as it should be. */
export function whole(body: string, headers = ''): string {
  return `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body}`;
}

/** A body that is packed. */
export function packed(body: string): Buffer {
  return gzipSync(body);
}
