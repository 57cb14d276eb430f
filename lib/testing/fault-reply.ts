import type { Fault } from './fault.js';
import { type Reply, json, text } from './reply.js';

/** The answer that a fault sends in place of the real one. */
export function faultReply(fault: Fault): Reply {
  return withHeaders(plainReply(fault), fault);
}

/** The answer with the headers that the fault gives it. */
export function withHeaders(reply: Reply, fault: Fault): Reply {
  const own = Object.entries(fault.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  return { ...reply, headers: { ...reply.headers, ...Object.fromEntries(own) } };
}

function plainReply(fault: Fault): Reply {
  if (fault.redirect !== undefined)
    return { status: fault.status ?? 302, headers: { location: fault.redirect }, body: '' };

  if (fault.malformed !== undefined)
    return { status: 200, headers: { 'content-type': 'application/json' }, body: fault.malformed };

  const { status = 200, body = '' } = fault;
  return typeof body === 'string' ? text(status, body) : json(status, body);
}
