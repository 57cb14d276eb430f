import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const tests = new URL('../../', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, tests), 'utf8');

interface Row {
  readonly id: string;
  readonly file: string;
  readonly test: string;
}

/** The rows of a table: name of the row, whatever it says, file, test. */
function rowsOf(table: string): Row[] {
  return read(table)
    .split('\n')
    .filter((line) => /^\| +[A-Z]?\d+ +\|/.test(line))
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
    .map((cells) => ({ id: cells[1]!, file: cells.at(-3)!, test: cells.at(-2)! }));
}

/** Row names such as `H1` to `H3`. */
const numbered = (letter: string, numbers: readonly number[]): string[] =>
  numbers.map((number) => `${letter}${number}`);

const upTo = (last: number): number[] => range(1, last);

const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

const DEFECTS = [
  ...numbered('H', upTo(3)),
  ...numbered('M', upTo(11)),
  ...numbered('L', upTo(16)),
  ...numbered('N', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12]),
  ...numbered('A', [1, 2, 3, 4, 5, 7, 8, 9, 10, 12, 13]),
  ...numbered('R', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
  ...numbered('P', upTo(27)),
  ...numbered('S', upTo(6)),
];

describe.each([
  { table: 'package/cases/README.md', all: upTo(70).map(String) },
  { table: 'package/cases/typed-api.md', all: upTo(62).map(String) },
  { table: 'package/cases/webhooks.md', all: range(63, 98).map(String) },
  { table: 'package/cases/observability.md', all: upTo(64).map(String) },
  { table: 'package/cases/defects.md', all: DEFECTS },
  { table: '../SECURITY.md', all: upTo(25).map(String) },
])('the table $table', ({ table, all }) => {
  const rows = rowsOf(table);

  it('names tests that exist', () => {
    const missing = rows.filter(({ file, test }) => !read(file).includes(test.replaceAll('\\', '')));
    expect(missing).toEqual([]);
  });

  it('leaves out none', () => {
    expect(all.filter((id) => !rows.some((row) => row.id === id))).toEqual([]);
  });
});
