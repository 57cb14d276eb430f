import type { Seen } from './answers.js';
import type { Fact, Verdict } from './fact.js';

/** A printed fact. */
interface Row {
  readonly name: string;
  readonly expected: string;
  readonly seen: string;
  readonly verdict: Verdict;
}

/** Judges every fact. */
export function judgeAll(facts: readonly Fact[], seen: Seen): Row[] {
  return facts.map(({ name, expected, judge }) => ({ name, expected, ...judge(seen) }));
}

/** Prints rows as a table, with the number of each verdict below it. */
export function tableOf(rows: readonly Row[]): string {
  const head = { name: 'fact', expected: 'expected', seen: 'seen', verdict: '' };
  const all = [head, ...rows];
  const width = (column: 'name' | 'expected' | 'seen'): number =>
    Math.max(...all.map((row) => row[column].length));
  const [name, expected, seen] = [width('name'), width('expected'), width('seen')];
  const lines = all.map((row) =>
    [row.name.padEnd(name), row.expected.padEnd(expected), row.seen.padEnd(seen), row.verdict]
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n\n${summaryOf(rows)}\n`;
}

function summaryOf(rows: readonly Row[]): string {
  const count = (verdict: Verdict): number => rows.filter((row) => row.verdict === verdict).length;
  return `${count('agrees')} agree, ${count('differs')} differ, ${count('not seen')} were not seen.`;
}
