import { type RequestListener, createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** The HTTP server with its open connections. */
export class HttpListener {
  private readonly server;
  private readonly sockets = new Set<Socket>();

  constructor(listener: RequestListener) {
    this.server = createServer(listener);
    // The timeout is long, so that the server never ends an idle connection that a test is about to use
    // again.
    this.server.keepAliveTimeout = 60_000;
    this.server.headersTimeout = 65_000;
    this.server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
  }

  get connections(): number {
    return this.sockets.size;
  }

  /** @throws Error if the address cannot be listened on; `cause` holds the system's error */
  listen(port: number, host: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', (cause: NodeJS.ErrnoException) => {
        const reason = cause.code === 'EADDRINUSE' ? 'the port is already in use' : cause.message;
        reject(new Error(`Cannot listen on ${host}:${port}: ${reason}.`, { cause }));
      });
      this.server.listen(port, host, resolve);
    });
  }

  /** The port that is listened on. */
  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Address for clients, without a slash at the end. */
  url(host: string): string {
    const { port } = this;
    if (host === '0.0.0.0' || host === '::') {
      // A client cannot connect to the address that stands for all addresses.
      return `http://${host === '::' ? '[::1]' : '127.0.0.1'}:${port}`;
    }
    return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  }

  /** Cuts all connections and frees the port. It settles at once if the server is closed already. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.sockets.forEach((socket) => socket.destroy());
    });
  }
}
