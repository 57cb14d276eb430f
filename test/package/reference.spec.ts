import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, it } from 'vitest';
import { entries, type Exported, exportsOf } from '../../scripts/exported.mjs';
import { pages, root, textOf } from '../../scripts/snippets.mjs';
import { WRITTEN } from '../../scripts/written-docs.mjs';
import { linksIn } from './snippets/links.js';

const undocumented = (all: readonly Exported[]): string[] =>
  all
    .filter(({ text }) => text === '')
    .map(({ entry, name, file }) => `${name} of ${entry} has no JSDoc. Say in ${file} what it is.`);

function exportedBy(code: string): Exported[] {
  mkdirSync(`${root}.cache`, { recursive: true });
  const folder = mkdtempSync(`${root}.cache/exports-`);
  try {
    writeFileSync(`${folder}/index.ts`, code);
    return exportsOf([{ name: 'some', file: `.cache/${basename(folder)}/index.ts` }]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it('says of every export what it is', () => {
  const all = exportsOf(entries());
  expect(undocumented(all)).toEqual([]);
  expect(new Set(all.map(({ entry }) => entry))).toEqual(new Set(entries().map(({ name }) => name)));
  expect(all.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['AlternativePaymentsClient', 'AlternativePayments.Invoice', 'startSimulator']),
  );
});

it('finds an export of which nothing is said', () => {
  const all = exportedBy(
    '/** A number. */\nexport const told = 1;\n// Its name is enough.\nexport const bare = 2;\n',
  );
  expect(undocumented(all)).toEqual([
    expect.stringMatching(/^bare of some has no JSDoc\. Say in .+index\.ts/),
  ]);
});

it('leaves out what is internal', () => {
  const all = exportedBy(
    '/** A number. */\nexport const told = 1;\n/** @internal */\nexport const hidden = 2;\n',
  );
  expect(all.map(({ name }) => name)).toEqual(['told']);
});

it.each(Object.entries(WRITTEN))('%s is what "npm run docs:write" writes', async (file, text) => {
  expect(textOf(file)).toBe(await text());
});

it('llms.txt lists every page, and nothing else', () => {
  expect(
    linksIn('llms.txt')
      .filter((link) => !link.startsWith('https://'))
      .sort(),
  ).toEqual(pages().sort());
});
