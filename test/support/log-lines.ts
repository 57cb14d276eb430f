import { Logger } from '@nestjs/common';
import { onTestFinished } from 'vitest';

/** A line as the host's logger gets it. */
export interface LogLine {
  readonly level: 'error' | 'warn' | 'log' | 'debug' | 'verbose';
  readonly context: string;
  readonly text: string;
}

/** Notes what is logged from here until the test ends, instead of printing it. */
export function noteLog(): LogLine[] {
  const lines: LogLine[] = [];
  const noteAt =
    (level: LogLine['level']) =>
    (...parts: unknown[]) =>
      // Nest puts the context last, after the stack of an error.
      lines.push({ level, context: String(parts.at(-1)), text: String(parts[0]) });
  overrideLoggerWith(noteAt);
  return lines;
}

/** Gives every level of the host's logger a function, until the test ends. */
export function overrideLoggerWith(
  functionFor: (level: LogLine['level']) => (...parts: unknown[]) => unknown,
): void {
  Logger.overrideLogger({
    error: functionFor('error'),
    warn: functionFor('warn'),
    log: functionFor('log'),
    debug: functionFor('debug'),
    verbose: functionFor('verbose'),
  });
  onTestFinished(() => Logger.overrideLogger(undefined as never));
}
