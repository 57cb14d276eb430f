import { Logger, type LoggerService, type LogLevel } from '@nestjs/common';
import { quietly } from '../logging/quietly.js';
import type { Call } from './call.js';
import { isOutcomeUnknown } from './outcome.js';
import { describeRequest } from './request-summary.js';

/** Logs each call in one line at the level verbose. If that level is off, no line is built. */
export class CallLog extends Logger {
  constructor(account: string) {
    super(`AlternativePayments:${account}`);
  }

  /** Logs a call that was answered with this status. */
  answered(call: Call, status: number): void {
    this.tell(call, String(status), 'known');
  }

  /** Logs a call that ended with this error. */
  failed(call: Call, error: unknown): void {
    this.tell(call, wordFor(error), isOutcomeUnknown(error) ? 'unknown' : 'known');
  }

  private tell(call: Call, ending: string, outcome: string): void {
    quietly(() => {
      if (this.isHeard) this.verbose(lineOf(call, ending, outcome));
    });
  }

  /**
   * `Logger.isLevelEnabled()` cannot be used: it ignores a logger of the host, and in Nest 11 it reports
   * every level as disabled unless levels were named. The logger that would write the line knows.
   */
  private get isHeard(): boolean {
    const target = this.localInstance as Partial<LoggerService> & {
      isLevelEnabled?: (level: LogLevel) => boolean;
    };
    return target?.isLevelEnabled?.('verbose') ?? target?.verbose !== undefined;
  }
}

/**
 * Builds a line such as `POST /invoices: 201 after 342 ms (token 0, slot 210, pause 0), 2 attempts, outcome
 * known`.
 */
function lineOf({ config, journey }: Call, ending: string, outcome: string): string {
  const waits = (['account', 'token', 'slot', 'pause'] as const)
    .map((phase) => ({ phase, ms: Math.round(journey.waitedMs(phase)) }))
    // Only the calls of a tenant ever wait for an account.
    .filter(({ phase, ms }) => phase !== 'account' || ms > 0)
    .map(({ phase, ms }) => `${phase} ${ms}`);
  const attempts = journey.sendings === 1 ? '1 attempt' : `${journey.sendings} attempts`;
  return `${describeRequest(config)}: ${ending} after ${Math.round(journey.lastedMs)} ms (${waits.join(', ')}), ${attempts}, outcome ${outcome}`;
}

/**
 * The status of the answer, or else the code of the error. Anything may stand there, so only plain words are
 * shown.
 */
function wordFor(error: unknown): string {
  const { response, code } = (error ?? {}) as { response?: { status?: unknown }; code?: unknown };
  if (typeof response?.status === 'number') return String(response.status);
  return typeof code === 'string' && /^[A-Z][A-Z\d_]{0,60}$/.test(code) ? code : 'an error';
}
