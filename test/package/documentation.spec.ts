import { existsSync, readdirSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, it } from 'vitest';
import { problemsOf } from './snippets/compile.js';
import { documents, exampleOf, pages, root, snippetsIn, textOf } from '../../scripts/snippets.mjs';
import { anchorsIn, linksIn } from './snippets/links.js';

/** Snippets that need libraries; they are compiled and run where these are installed, in test/package/consumers. */
const isForConsumer = (kind: string): boolean => kind.startsWith('consumer ');

it('every snippet of README.md and docs compiles under strict', async () => {
  const snippets = documents()
    .flatMap(snippetsIn)
    .filter(({ kind }) => !isForConsumer(kind));

  expect(await problemsOf(snippets)).toEqual([]);
  expect(snippets.length).toBeGreaterThan(15);
}, 60_000);

it('a snippet that does not compile is found', async () => {
  const code = "import { Redis } from 'ioredis';\nexport const redis = new Redis(process.env.REDIS_URL);\n";

  expect(await problemsOf([{ file: 'docs/some.md', line: 10, kind: 'module', code }])).toEqual([
    expect.stringMatching(/^docs\/some\.md:11: /),
  ]);
}, 60_000);

it('every example is run by a test, and shown as it is run', () => {
  const shown = documents()
    .flatMap(snippetsIn)
    .filter(({ kind }) => exampleOf(kind) !== undefined);
  const outdated = shown.filter(({ kind, code }) => !textOf(exampleOf(kind)!).includes(code));
  const named = (folder: string, ending: string): string[] =>
    readdirSync(root + folder)
      .map((name) => name.slice(0, -ending.length))
      .sort();
  const examples = named('docs/examples', '.ts');

  expect(outdated.map(({ file, line }) => `${file}:${line}`)).toEqual([]);
  expect(new Set(shown.map(({ kind }) => exampleOf(kind)))).toEqual(
    new Set(examples.map((name) => `docs/examples/${name}.ts`)),
  );
  expect(named('test/examples', '.spec.ts')).toEqual(examples);
});

it.each([...pages(), 'llms.txt'])('every link of %s leads somewhere', (file) => {
  const dead = linksIn(file).filter((link) => {
    if (link.startsWith('https://')) return false;
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? file : posix.join(posix.dirname(file), path);
    if (!existsSync(root + target)) return true;
    return anchor !== undefined && (!statSync(root + target).isFile() || !anchorsIn(target).includes(anchor));
  });

  expect(dead).toEqual([]);
});

it('README.md leads to every chapter', () => {
  const chapters = documents().filter((file) => /^docs\/[^/]+\.md$/.test(file));

  expect(linksIn('README.md')).toEqual(expect.arrayContaining(chapters));
});

it('docs/options.md names every option that is read', () => {
  const readers = readdirSync(`${root}lib/config`).filter((name) => name.endsWith('-options.ts'));
  const names = readers.flatMap((name) =>
    [...textOf(`lib/config/${name}`).matchAll(/\.\w+(?:<[^>]*>)?\('(\w+)'/g)].map(
      ([, option = '']) => option,
    ),
  );
  const page = textOf('docs/options.md');

  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(page))).toEqual([]);
  expect(names).toContain('perMilliseconds');
});

it('README.md is short, and no line of the documentation is wide', () => {
  const wide = documents().flatMap((file) =>
    textOf(file)
      .split('\n')
      .filter((line) => line.length > 130),
  );

  expect(wide).toEqual([]);
  expect(textOf('README.md').split('\n').length).toBeLessThanOrEqual(250);
});
