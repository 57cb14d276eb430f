// The blocks of TypeScript in README.md and docs, for the tests that compile, lint and run them.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** README.md and everything in docs, relative to the project. */
export const documents = () => [
  'README.md',
  ...readdirSync(`${root}docs`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name.replaceAll('\\', '/')}`)
    .sort(),
];

/** All pages: what stands beside README.md, and everything in docs. */
export const pages = () => [
  ...readdirSync(root).filter((name) => name.endsWith('.md') && name !== 'README.md'),
  ...documents(),
];

export const textOf = (file) => readFileSync(root + file, 'utf8');

const BLOCK = /(?:^<!-- snippet: (.+) -->\n+)?^```ts\n([\s\S]*?)^```$/gm;

export function snippetsIn(file) {
  const text = textOf(file);
  return [...text.matchAll(BLOCK)].map((found) => {
    const [whole, kind = 'module', code] = found;
    const before = text.slice(0, found.index + whole.indexOf('```ts'));
    return { file, line: before.split('\n').length + 1, kind, code };
  });
}

/** Everything that the snippets take for granted, as a module. */
export const PRELUDE = 'test/package/snippets/prelude.ts';

/** What a snippet of each kind is put into. */
const FRAMES = {
  module: ['', ''],
  'other-client': ['', ''],
  'class-member': [
    'export abstract class Snippet {\n' +
      'constructor(protected readonly api: AlternativePaymentsClient) {}\n' +
      'abstract lookForTheInvoice(invoice: object): Promise<void>;',
    '}',
  ],
  options: [
    "export const snippet: import('nestjs-alternative-payments').AlternativePaymentsModuleOptions = {",
    '};',
  ],
  'module-import': ['export const snippet =', ''],
};

/** The file of which a snippet shows a part, or all of it. */
export function exampleOf(kind) {
  const [, name] = /^example (.+)$/.exec(kind) ?? [];
  return name && `docs/examples/${name}.ts`;
}

/** A module beside the prelude that has the snippet in its frame, and imports what it takes for granted. */
export function moduleOf({ kind, code, file, line }) {
  const example = exampleOf(kind);
  if (example) return textOf(example);
  const frame = FRAMES[kind];
  if (!frame) throw new Error(`${file}:${line}: "${kind}" is no kind of snippet.`);
  const body = `${frame[0]}\n${code}${frame[1]}\n`;
  const own = namesOf(body);
  const missing = exportsOf(textOf(PRELUDE)).filter(
    (name) => new RegExp(`\\b${name}\\b`).test(body) && !own.includes(name),
  );
  return `import { ${missing.join(', ')} } from './prelude';\n${body}`;
}

/** What a module imports, re-exports or declares. */
const namesOf = (code) => [
  ...[...code.matchAll(/^(?:import|export) (?:type )?\{([^}]*)\}/gm)].flatMap(([, list]) =>
    list
      .split(',')
      .map((name) => name.trim().replace(/^type /, ''))
      .filter(Boolean),
  ),
  ...[...code.matchAll(/\b(?:class|interface|const|function) (\w+)/g)].map(([, name]) => name),
];

/** What a module exports; it exports all that it declares. */
const exportsOf = (code) => namesOf(code.replaceAll(/^import .*$/gm, ''));

/** The code of the Quick start, as it stands in README.md. */
export function quickStart() {
  const begin = textOf('README.md').split('\n').indexOf('## Quick start');
  return snippetsIn('README.md').find(({ line }) => line > begin).code;
}

/** The arguments of the `npm install` that README.md names for a version of Nest. */
export const installArguments = (version) =>
  new RegExp(`on Nest ${version}:\n\n\`\`\`sh\nnpm install (.+)\n`).exec(textOf('README.md'))[1].split(' ');
