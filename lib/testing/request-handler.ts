import type { IncomingMessage, ServerResponse } from 'node:http';
import { Call } from './call.js';
import { reshape } from './answer-shape.js';
import { type Fault, replacesAnswer } from './fault.js';
import type { FaultPlan } from './fault-plan.js';
import { faultReply, withHeaders } from './fault-reply.js';
import type { Gatekeeper } from './gatekeeper.js';
import { unref } from '../timing/unref.js';
import { HttpError, badRequest, tooManyRequests } from './http-error.js';
import type { JournalEntry } from './journal-entry.js';
import type { Journal } from './journal.js';
import { capLimit } from './pagination.js';
import type { Reply } from './reply.js';
import { readBody } from './request-body.js';
import type { RouteMatch, Router } from './router.js';
import { unknownNames } from './unknown-names.js';

/** How much the simulator puts up with. */
interface Rules {
  /** Whether names that an operation does not have are refused. */
  readonly strict: boolean;
  /** The most items of a page. */
  readonly maximumLimit: number;
}

/** Handles a request from its arrival to its end. */
export class RequestHandler {
  constructor(
    private readonly journal: Journal,
    private readonly faults: FaultPlan,
    private readonly gatekeeper: Gatekeeper,
    private readonly router: Router,
    private readonly rules: Rules,
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
    let body: string;
    try {
      body = await readBody(request);
    } catch {
      return; // The client went away; its connection is closed.
    }
    const match = this.router.find(entry.method, entry.path);
    const unknown = match ? unknownNames(match.route, entry.query, entry.headers, body) : [];
    this.journal.received(entry, body, unknown);
    const reply = await this.reply(entry, fault, () => this.carryOut(entry, match, isAdmitted, fault));
    if (fault?.delayMs) await pause(fault.delayMs);

    if (!response.destroyed) this.finish(entry, fault, reply, response);
  }

  private async reply(
    entry: JournalEntry,
    fault: Fault | undefined,
    carryOut: () => Promise<Reply>,
  ): Promise<Reply> {
    if (!fault) return carryOut();

    if (!replacesAnswer(fault)) {
      const reply = await carryOut();
      return withHeaders(fault.shape ? reshape(reply, fault.shape, entry.query) : reply, fault);
    }
    if (fault.afterHandling) await carryOut();

    return faultReply(fault);
  }

  private async carryOut(
    entry: JournalEntry,
    match: RouteMatch | undefined,
    isAdmitted: boolean,
    fault: Fault | undefined,
  ): Promise<Reply> {
    try {
      if (!match) return this.router.refusal(entry.path);

      const { route, params } = match;
      if (!isAdmitted) throw tooManyRequests();

      this.gatekeeper.checkAccess(entry, route.access);

      if (this.rules.strict) refuseUnknown(entry);

      const maximum = Math.min(this.rules.maximumLimit, fault?.maximumLimit ?? Infinity);
      const query = capLimit(entry.query, maximum);
      return await route.handle(new Call(params, query, entry.headers, entry.body, route.body ?? []));
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

function refuseUnknown({ unknown }: JournalEntry): void {
  const problems = unknown.map((name) => [name, 'is not known to this operation']);
  if (unknown.length > 0) throw badRequest('unknown names', Object.fromEntries(problems));
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
