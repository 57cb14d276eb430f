import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../..', import.meta.url));

/** A block of TypeScript in a Markdown file. */
export interface Snippet {
  readonly file: string;
  /** Line of the file in which the code begins, counted from 1. */
  readonly line: number;
  /** What the comment before the block says of it; a module unless it says otherwise. */
  readonly kind: string;
  readonly code: string;
}

/** README.md and everything in docs, relative to the project. */
export const documents = (): string[] => [
  'README.md',
  ...readdirSync(`${root}docs`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name.replaceAll('\\', '/')}`)
    .toSorted(),
];

export const textOf = (file: string): string => readFileSync(root + file, 'utf8');

const BLOCK = /(?:^<!-- snippet: (.+) -->\n+)?^( *)```ts\n([\s\S]*?)^ *```$/gm;

export function snippetsIn(file: string): Snippet[] {
  const text = textOf(file);
  return [...text.matchAll(BLOCK)].map((found) => {
    const [whole, kind = 'module', indentation = '', code = ''] = found;
    const before = text.slice(0, found.index + whole.indexOf('```ts'));
    return {
      file,
      line: before.split('\n').length + 1,
      kind,
      code: code.replaceAll(new RegExp(`^${indentation}`, 'gm'), ''),
    };
  });
}

/** The anchors of a file's headings, as GitHub makes them. */
export const anchorsIn = (file: string): string[] =>
  [...withoutCode(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );

/** Targets of the links of a file. */
export const linksIn = (file: string): string[] =>
  [...withoutCode(file).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);

const withoutCode = (file: string): string => textOf(file).replaceAll(/^ *```[\s\S]*?^ *```$/gm, '');
