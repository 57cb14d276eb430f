import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

/** Where the application is reached from this machine. It is not taken from a request, whose `Host` is the client's word. */
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
