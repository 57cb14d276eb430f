import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const tests = new URL('../', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, tests), 'utf8');

/** The rows of the table: case, statement, file, test. */
const rows = read('cases/README.md')
  .split('\n')
  .filter((line) => /^\| +\d+ \|/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, number = '', , file = '', test = '']) => ({ number: Number(number), file, test }));

describe('the list of cases', () => {
  it('names tests that exist', () => {
    const missing = rows.filter(({ file, test }) => !read(file).includes(test.replaceAll('\\', '')));
    expect(missing).toEqual([]);
  });

  it('leaves out none', () => {
    const left = Array.from({ length: 70 }, (_, index) => index + 1).filter(
      (number) => !rows.some((row) => row.number === number),
    );
    expect(left).toEqual([]);
  });
});
