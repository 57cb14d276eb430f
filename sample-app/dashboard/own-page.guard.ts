import type { IncomingMessage } from 'node:http';
import { type CanActivate, type ExecutionContext, ForbiddenException, Injectable } from '@nestjs/common';
import { Origin } from '../demo/origin.js';

/**
 * Refuses what the page of another site makes a browser send. Browsers name the origin with every POST. The
 * `Host` header proves nothing, because the other site may have pointed its own name to this machine.
 */
@Injectable()
export class OwnPageGuard implements CanActivate {
  constructor(private readonly origin: Origin) {}

  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<IncomingMessage>();
    if (this.origin.isOwn(headers.origin)) return true;
    throw new ForbiddenException(`Only the page at ${this.origin.url} may do this`);
  }
}
