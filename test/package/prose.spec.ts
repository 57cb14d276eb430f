import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { documents, root, textOf } from '../../scripts/snippets.mjs';

/** Habits that no native writer has, and words for which the project has another term. */
const HABITS: readonly RegExp[] = [
  /\b(?:amid|anew|lest|thereafter|whoever|whomever|hitherto)\b/gi,
  /(?<!\b(?:can|could|may|might|must|should|to|will|would) )be it\b/gi,
  /\bfor ever\b/gi,
  /\bsave for\b/gi,
  /\bso many (?:milliseconds|seconds|times|starts|requests)\b/gi,
  // A sentence begins with its subject, and not with a piece that leans on the sentence before it.
  /(?:^|[.:;!?] |^- )(?:Or|Nor|Not|Never does|Long enough|Later, or|So often|So many|For so long|What of)\b/gm,
  // Credentials are refused, and tokens are rejected.
  /\b(?:credentials|secret|API key|key) (?:is|are|was|were|that (?:is|was|were)) rejected\b/gi,
  /\btokens? (?:is|are|was|were|that (?:is|was|were)) refused\b/gi,
  /\btime-outs?\b/gi,
];

const sources = ['lib', 'sample-app', 'test', 'scripts'].flatMap((folder) =>
  readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
    .filter(
      (name) => /\.(?:ts|mts|mjs)$/.test(name) && !/node_modules|prose\.spec|[/\\](?:dist|\.)/.test(name),
    )
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
);

const pages = [...documents(), 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'];

/** Paragraphs, one a line, without the code that is quoted in them. */
const paragraphs = (lines: readonly string[]): string =>
  lines
    .map((line) =>
      line
        .trim()
        .replaceAll(/`[^`]*`/g, 'code')
        .replaceAll(/\*\*/g, ''),
    )
    .join('\n')
    .replaceAll(/(?<=\S)\n(?=[^\n\s@|#-])/g, ' ');

/** The comments of a module. A line of code between two comments separates them. */
function commentsOf(code: string): string {
  const lines = code.split('\n').map((line) => /^\s*(?:\/\*\*?|\*\/?|\/\/)(.*?)(?:\*\/)?$/.exec(line)?.[1]);
  return paragraphs(lines.map((text) => text?.trim() ?? ''));
}

/** A page without its blocks of code. */
const proseOf = (page: string): string => paragraphs(page.replaceAll(/^```[\s\S]*?^```$/gm, '').split('\n'));

const habitsIn = (text: string): string[] =>
  HABITS.flatMap((habit) =>
    [...text.matchAll(habit)].map(({ index }) => text.slice(index, index + 60).replaceAll('\n', ' ')),
  );

it.each(sources)('the comments of %s are plain prose', (file) => {
  expect(habitsIn(commentsOf(textOf(file)))).toEqual([]);
});

it.each(pages)('%s is plain prose', (file) => {
  expect(habitsIn(proseOf(textOf(file)))).toEqual([]);
});

it.each([
  '// Kept. Or keys that are never read again would stay.',
  '/** Not even a turn later. */',
  '/** It is handed out\n * anew. */',
  '/** An account is closed after so\n * many milliseconds. */',
  '// The API key that was rejected.',
])('a habit is found in %j', (comment) => {
  expect(habitsIn(commentsOf(`${comment}\nconst code = 1;`))).toHaveLength(1);
});

it('a habit is found in a page, and not in its code', () => {
  expect(habitsIn(proseOf('A name can be kept for\never.\n\n```ts\n// amid code\n```\n'))).toHaveLength(1);
});
