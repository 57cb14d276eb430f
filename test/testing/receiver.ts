import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** What arrived at a receiver. */
export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

/** A bare receiver of webhooks, without any of the module's care. */
export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** The topics in the order of arrival. */
  readonly topics: () => string[];
  /** What is answered: a status, or nothing at all. */
  answer: number | 'nothing';
}

/** Starts a receiver that answers 200 and ends with the test. */
export async function receive(): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>;
      received.push({ headers: request.headers, body });
      if (receiver.answer !== 'nothing')
        response.writeHead(receiver.answer, { location: '/elsewhere' }).end('thanks');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/alternative-payments`;
  const topics = (): string[] => received.map(({ body }) => String(body['topic']));
  const receiver: Receiver = { url, received, topics, answer: 200 };
  return receiver;
}
