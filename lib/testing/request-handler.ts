import type { IncomingMessage, ServerResponse } from 'node:http';
import { Call } from './call.js';
import { type Fault, replacesAnswer } from './fault.js';
import type { FaultPlan } from './fault-plan.js';
import { faultReply } from './fault-reply.js';
import type { Gatekeeper } from './gatekeeper.js';
import { unref } from '../timing/unref.js';
import { HttpError, tooManyRequests } from './http-error.js';
import type { JournalEntry } from './journal-entry.js';
import type { Journal } from './journal.js';
import { type Reply, text } from './reply.js';
import { readBody } from './request-body.js';
import type { Router } from './router.js';

/** Handles a request from its arrival to its end. */
export class RequestHandler {
  constructor(
    private readonly journal: Journal,
    private readonly faults: FaultPlan,
    private readonly gatekeeper: Gatekeeper,
    private readonly router: Router,
  ) {}

  /** Answers the request. An error in here is reported to the client, and never ends the process. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.answer(request, response);
    } catch (error) {
      if (response.headersSent) response.destroy();
      else send(toHttpError(error).toReply(), response);
    }
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const entry = this.journal.arrive(request);
    response.on('close', () => this.abandonIfOpen(entry));
    // Both are decided by the order of arrival, before the body is awaited.
    const fault = this.faults.take(entry.method, entry.path);
    const isAdmitted = this.gatekeeper.admits(entry);
    entry.fault = fault !== undefined;
    try {
      this.journal.received(entry, await readBody(request));
    } catch {
      return; // The client went away; its connection is closed.
    }
    const reply = this.reply(entry, fault, isAdmitted);
    if (fault?.delayMs) await pause(fault.delayMs);

    if (!response.destroyed) this.finish(entry, fault, reply, response);
  }

  private reply(entry: JournalEntry, fault: Fault | undefined, isAdmitted: boolean): Reply {
    const isReplaced = fault !== undefined && replacesAnswer(fault);
    if (!isReplaced) return this.carryOut(entry, isAdmitted);

    if (fault.afterHandling) this.carryOut(entry, isAdmitted);

    return faultReply(fault);
  }

  private carryOut(entry: JournalEntry, isAdmitted: boolean): Reply {
    try {
      const match = this.router.find(entry.method, entry.path);
      if (!match) return text(404, '404 page not found');

      if (!isAdmitted) throw tooManyRequests();

      if (match.route.access !== 'open') this.gatekeeper.checkToken(entry);

      return match.route.handle(new Call(match.id, entry.query, entry.headers, entry.body));
    } catch (error) {
      return toHttpError(error).toReply();
    }
  }

  private finish(
    entry: JournalEntry,
    fault: Fault | undefined,
    reply: Reply,
    response: ServerResponse,
  ): void {
    if (fault?.hang) {
      this.journal.ended(entry, 'hanging');
    } else if (fault?.reset) {
      this.journal.ended(entry, 'reset');
      response.socket?.resetAndDestroy();
    } else {
      // It is recorded first, so that everything the client does with the answer comes later in the journal.
      this.journal.ended(entry, 'answered', reply.status);
      send(reply, response);
    }
  }

  private abandonIfOpen(entry: JournalEntry): void {
    if (entry.outcome === 'open') this.journal.ended(entry, 'abandoned');
  }
}

function send(reply: Reply, response: ServerResponse): void {
  response.writeHead(reply.status, reply.headers).end(reply.body);
}

function toHttpError(error: unknown): HttpError {
  return error instanceof HttpError ? error : new HttpError(500, 'internal_server_error', String(error));
}

function pause(milliseconds: number): Promise<void> {
  // The timer is unreferenced, because a delayed answer must not keep the process of a closed simulator
  // alive.
  return new Promise((resolve) => {
    unref(setTimeout(resolve, milliseconds));
  });
}
