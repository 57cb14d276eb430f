import type { JournalEntry } from '../testing/journal-entry.js';
import type { Simulator } from '../testing/simulator.js';
import { attemptLine } from './attempt-line.js';
import type { CommandOutput } from './sub-command.js';

/** Writes a line for each request and each delivery of a simulator, so that a person can watch. */
export function watch(simulator: Simulator, { stdout }: CommandOutput): void {
  simulator.journal.follow((entry) => stdout.write(requestLine(entry)));
  simulator.webhooks.follow((attempt) => stdout.write(attemptLine(attempt)));
}

/** Names alone: the values of a query or a body may be secrets. */
function requestLine({ method, path, status, outcome, unknown }: JournalEntry): string {
  const names = unknown.map((name) => JSON.stringify(name)).join(', ');
  const complaint = names === '' ? '' : `; the API has no ${names}`;
  return `${method} ${path}: ${status ?? outcome}${complaint}\n`;
}
