import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

/**
 * The address of the application on this machine. It is not taken from a request, because the client chooses
 * the `Host` header.
 */
@Injectable()
export class Origin {
  constructor(private readonly host: HttpAdapterHost) {}

  get url(): string {
    const server = this.host.httpAdapter.getHttpServer() as Server;
    const { address, family, port } = server.address() as AddressInfo;
    if (address === '0.0.0.0' || address === '::') return `http://localhost:${port}`;
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  }
}
