import { readFileSync } from 'node:fs';
import type { Happening } from './receiver/journal.js';

/** One run of a handler for an event. */
interface Run {
  readonly writer: string;
  /** Whether the sender had been told before that all is well. */
  readonly isLate: boolean;
  hasEnded: boolean;
  isRemembered: boolean;
}

/** What has become of the events of a fleet. */
export interface Report {
  /** Events of which a handler has never ended. */
  readonly lost: readonly string[];
  /** Runs of handlers beyond the first one for each event. */
  readonly repeats: number;
  /** Repeats that the death of a process does not explain. */
  readonly unexplained: readonly string[];
}

/**
 * Reads the journal of a fleet.
 *
 * @param ids the id of each event by its key in the store
 * @param killed names of the processes that were killed
 */
export function readReport(
  path: string,
  ids: ReadonlyMap<string, string>,
  handlers: readonly string[],
  killed: ReadonlySet<string>,
): Report {
  const runs = new Map<string, Run[]>();
  const answered = new Set<string>();
  for (const id of ids.values()) for (const handler of handlers) runs.set(`${id} ${handler}`, []);
  for (const line of readFileSync(path, 'utf8').trimEnd().split('\n')) {
    const [what, event, handler, writer] = line.split(' ') as [Happening, string, string, string];
    const id = ids.get(event) ?? event;
    const of = runs.get(`${id} ${handler}`) ?? [];
    const own = of.findLast((run) => run.writer === writer);
    if (what === 'answered') answered.add(id);
    if (what === 'begun') of.push({ writer, isLate: answered.has(id), hasEnded: false, isRemembered: false });
    if (what === 'ended' && own) own.hasEnded = true;
    if (what === 'remembered' && own) own.isRemembered = true;
  }
  const all = [...runs];
  // The process of a run before the last one was killed before the store knew of its end.
  const isExplained = (of: readonly Run[]): boolean =>
    of.every(({ isLate }) => !isLate) &&
    of.slice(0, -1).every(({ writer, isRemembered }) => killed.has(writer) && !isRemembered);
  return {
    lost: all.filter(([, of]) => !of.some(({ hasEnded }) => hasEnded)).map(([name]) => name),
    repeats: all.reduce((sum, [, of]) => sum + Math.max(0, of.length - 1), 0),
    unexplained: all
      .filter(([, of]) => !isExplained(of))
      .map(([name, of]) => `${name}: ${JSON.stringify(of)}`),
  };
}
