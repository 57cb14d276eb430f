import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** The rooms of the library from the ground to the roof: each imports only itself and what stands before it. */
const ORDER = [
  'errors',
  'timing',
  'logging',
  'observation',
  'axios',
  'store',
  'pacing',
  'config',
  'token/source',
  'token',
  'http',
  'api/types',
  'api/failures',
  'api/calls',
  'api/groups',
  'api',
  'account',
  'tenants',
  'roof',
];

/** Entries of their own, which stand on the roof. No other room imports them, and of each other they import only what is listed. */
const WINGS: Readonly<Record<string, readonly string[]>> = {
  testing: [],
  redis: [],
  webhooks: [],
  terminus: [],
  opentelemetry: [],
  command: ['testing'],
};

const LONGEST_FILE_LINES = 200;

const TEST = fileURLToPath(new URL('..', import.meta.url));

const LIB = fileURLToPath(new URL('../../lib', import.meta.url));

interface Import {
  readonly from: string;
  readonly to: string;
  readonly names: readonly string[];
}

const sources = new Map(
  readdirSync(LIB, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => [path.split(sep).join('/'), readFileSync(join(LIB, path), 'utf8')]),
);

/** Pure decisions are tested directly, so the tests use what they decide. */
const tests = readdirSync(TEST, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.includes('node_modules'))
  .map((path) => readFileSync(join(TEST, path), 'utf8'));

const imports = [...sources].flatMap(([from, source]) => importsOf(from, source));

function importsOf(from: string, source: string): Import[] {
  const found = source.matchAll(
    /^(?:import|export) (?:type )?([^;'"]*?) from '(\.[^']+)'|(?:const (\{[^}]*\}) = await )?import\('(\.[^']+)'\)/gm,
  );
  return [...found].map(([, names, fixed, taken, dynamic]) => ({
    from,
    to: posix.join(posix.dirname(from), (fixed ?? dynamic ?? '').replace(/\.js$/, '.ts')),
    names: names?.includes('*') ? ['*'] : namesIn(names ?? taken ?? ''),
  }));
}

/** The names as the other file has them, without those that the importing file gives them. */
function namesIn(braces: string): string[] {
  const names = braces.replaceAll(/[{}]/g, ' ').split(',');
  return names
    .map((name) =>
      name
        .replace(/^\s*type /, '')
        .trim()
        .replace(/ as .*$/, ''),
    )
    .filter((name) => name !== '');
}

function roomOf(path: string): string {
  const folder = posix.dirname(path);
  if (folder === '.') return 'roof';
  const top = folder.split('/')[0]!;
  if (top in WINGS) return top;
  return folder;
}

function isAllowed(from: string, to: string): boolean {
  if (from === to) return true;
  if (from in WINGS) return to in WINGS ? WINGS[from]!.includes(to) : ORDER.includes(to);
  return ORDER.indexOf(to) !== -1 && ORDER.indexOf(to) < ORDER.indexOf(from);
}

/** A way from a file back to itself. */
function circleFrom(start: string): string[] | undefined {
  const ways = [[start]];
  const seen = new Set<string>();
  for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
    for (const { to } of imports.filter(({ from }) => from === way!.at(-1))) {
      if (to === start) return [...way, to];
      if (!seen.has(to)) ways.push([...way, to]);
      seen.add(to);
    }
  }
  return undefined;
}

function exportsOf(source: string): string[] {
  const found = source.matchAll(
    /^export (?:declare )?(?:abstract )?(?:async )?(?:class|function\*?|const|interface|type|enum) (\w+)/gm,
  );
  return [...new Set([...found].map(([, name]) => name!))];
}

describe('the rooms of the library', () => {
  it('are all in the order of rooms, or wings', () => {
    const rooms = new Set([...sources.keys()].map(roomOf));
    expect([...rooms].toSorted()).toEqual([...ORDER, ...Object.keys(WINGS)].toSorted());
  });

  it('import only rooms before them', () => {
    const wrong = imports.filter(({ from, to }) => !isAllowed(roomOf(from), roomOf(to)));
    expect(wrong.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });

  it('import only files that exist', () => {
    expect(imports.filter(({ to }) => !sources.has(to))).toEqual([]);
    expect(imports.length).toBeGreaterThan(sources.size);
  });

  it('hold no circle of files', () => {
    expect([...sources.keys()].map(circleFrom).filter((way) => way !== undefined)).toEqual([]);
  });

  it('export only what another file uses, or a test', () => {
    const isTested = (path: string, name: string): boolean => {
      const file = `/lib/${path.replace(/\.ts$/, '.js')}'`;
      return tests.some((test) => test.includes(file) && new RegExp(`\\b${name}\\b`).test(test));
    };
    const isUsed = (path: string, name: string): boolean =>
      imports.some(({ to, names }) => to === path && (names.includes(name) || names.includes('*'))) ||
      isTested(path, name);
    const unused = [...sources].flatMap(([path, source]) =>
      exportsOf(source)
        .filter((name) => !isUsed(path, name))
        .map((name) => `${path} exports ${name}`),
    );
    expect(unused).toEqual([]);
  });

  it(`have no file above ${LONGEST_FILE_LINES} lines`, () => {
    const lengths = [...sources].map(([path, source]) => ({ path, lines: source.split('\n').length - 1 }));
    expect(lengths.filter(({ lines }) => lines > LONGEST_FILE_LINES)).toEqual([]);
  });
});
