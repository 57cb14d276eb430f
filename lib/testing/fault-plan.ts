import { validateHeaderName, validateHeaderValue } from 'node:http';
import { type Fault, type FaultHandle, checkFault } from './fault.js';
import { faultReply } from './fault-reply.js';
import type { Reply } from './reply.js';
import { type RequestMatcher, requestMatcher } from './request-pattern.js';

/** The registered faults, in order. */
export class FaultPlan {
  private faults: ScriptedFault[] = [];

  add(fault: Fault): FaultHandle {
    checkFault(fault);
    checkReply(faultReply(fault));
    const scripted = new ScriptedFault({ ...fault }, requestMatcher(fault.on), () => this.remove(scripted));
    this.faults.push(scripted);
    return scripted;
  }

  clear(): void {
    this.faults = [];
  }

  /** Returns the fault that hits this request. Every other matching fault counts the match, too. */
  take(method: string, path: string): Fault | undefined {
    const due = this.faults.filter((fault) => fault.isDue(method, path));
    return due[0]?.hit();
  }

  private remove(fault: ScriptedFault): void {
    this.faults = this.faults.filter((other) => other !== fault);
  }
}

/** Detects now what Node would refuse to send in the middle of a request. */
function checkReply(reply: Reply): void {
  for (const [name, value] of Object.entries(reply.headers)) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  }
}

class ScriptedFault implements FaultHandle {
  hits = 0;
  private matches = 0;

  constructor(
    private readonly fault: Fault,
    private readonly matcher: RequestMatcher,
    readonly remove: () => void,
  ) {}

  isDue(method: string, path: string): boolean {
    if (!this.matcher(method, path)) return false;

    this.matches += 1;
    const hasUsesLeft = this.fault.times === undefined || this.hits < this.fault.times;
    return hasUsesLeft && this.matches > (this.fault.afterMatches ?? 0);
  }

  hit(): Fault {
    this.hits += 1;
    return this.fault;
  }
}
