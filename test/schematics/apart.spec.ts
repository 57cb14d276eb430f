import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const FOLDER = fileURLToPath(new URL('../../schematics/', import.meta.url));
const LONGEST_FILE_LINES = 200;

const sources = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: readFileSync(FOLDER + name, 'utf8') }));

describe('the schematic', () => {
  it('runs without any dependency and without the library', () => {
    const imported = sources.flatMap(({ text }) =>
      [...text.matchAll(/^import (?!type )[^;]*? from '([^']+)'/gm)].map(([, specifier]) => specifier!),
    );
    const wrong = imported.filter((specifier) => !/^(?:node:[a-z]+|\.\/[a-z-]+\.js)$/.test(specifier));

    expect(wrong).toEqual([]);
    expect(imported).toContain('node:module');
  });

  it(`has no file above ${LONGEST_FILE_LINES} lines`, () => {
    const long = sources.filter(({ text }) => text.split('\n').length - 1 > LONGEST_FILE_LINES);
    expect(long.map(({ name }) => name)).toEqual([]);
  });
});
