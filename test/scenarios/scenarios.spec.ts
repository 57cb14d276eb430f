import { describe, expect, it } from 'vitest';
import * as themes from './rows/index.js';
import { run } from './run.js';

describe.each(Object.entries(themes))('%s', (_theme, rows) => {
  it.each(rows.map((row) => [row.name, row] as const))('%s', async (_name, row) => {
    const { foreseen, happened } = await run(row);
    expect(happened).toEqual(foreseen);
  });
});
