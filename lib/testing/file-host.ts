import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { HttpListener } from './http-listener.js';

/**
 * Where files are downloaded. As with the vendor, it is another origin than the API, here a port of its own
 * that is opened with the first link, and the signature in the address stands in for a token. How long such
 * an address lives is not known; here, it never ends.
 */
export class FileHost {
  private readonly files = new Map<string, () => Buffer>();
  private readonly listener = new HttpListener((request, response) => this.answer(request, response));

  private listening: Promise<void> | undefined;

  constructor(private readonly host: string) {}

  async close(): Promise<void> {
    await this.listener.close();
  }

  /**
   * A signed address of a file.
   *
   * @param apiHost host, and perhaps port, by which the caller reached the API
   * @param read called for each download
   */
  async link(name: string, apiHost: string, read: () => Buffer): Promise<string> {
    this.listening ??= this.listener.listen(0, this.host);
    await this.listening;
    const path = `/${name}?signature=${randomBytes(16).toString('hex')}`;
    this.files.set(path, read);
    const url = new URL(path, `http://${apiHost}`);
    url.port = String(this.listener.port);
    return url.href;
  }

  private answer({ url = '' }: IncomingMessage, response: ServerResponse): void {
    const read = this.files.get(url);
    if (read) response.writeHead(200, { 'content-type': 'application/pdf' }).end(read());
    else response.writeHead(403, { 'content-type': 'text/plain' }).end('invalid signature');
  }
}
