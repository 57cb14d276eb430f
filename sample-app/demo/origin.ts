import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

/** Names by which a browser on this machine reaches it. */
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/**
 * The address of the application on this machine. It is not taken from a request, because the client chooses
 * the `Host` header.
 */
@Injectable()
export class Origin {
  constructor(private readonly host: HttpAdapterHost) {}

  get url(): string {
    const { address, family, port } = this.address;
    if (address === '0.0.0.0' || address === '::') return `http://localhost:${port}`;
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  }

  /** Whether a page with this origin was served by the application to a browser on this machine. */
  isOwn(origin: string | undefined): boolean {
    const names = LOOPBACK.map((name) => `http://${name}:${this.address.port}`);
    return origin !== undefined && [this.url, ...names].includes(origin);
  }

  private get address(): AddressInfo {
    const server = this.host.httpAdapter.getHttpServer() as Server;
    return server.address() as AddressInfo;
  }
}
