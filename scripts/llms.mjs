// The file llms.txt, in the form of https://llmstxt.org: every page with a sentence, taken from the tables that list them.
import { textOf } from './snippets.mjs';

/** The file as it has to be. */
export function llms() {
  const [title, summary] = textOf('README.md').split('\n\n');
  return [
    title,
    `> ${summary.replaceAll('\n', ' ')}`,
    listOf('Chapters', [
      ['README', 'README.md', 'what it is, how to install it, the Quick start'],
      ...rowsOf('README.md'),
    ]),
    listOf('Recipes', rowsOf('docs/cookbook.md')),
    listOf('Migration', rowsOf('docs/migration.md')),
    listOf('Optional', [
      ...rowsOf('docs/decisions/README.md'),
      ['Changelog', 'CHANGELOG.md', 'what has changed'],
    ]),
  ].join('\n\n');
}

/** The rows of the tables in a page that begin with a link, with the link from the folder of the project. */
function rowsOf(page) {
  const folder = page.slice(0, page.lastIndexOf('/') + 1);
  const rows = textOf(page).matchAll(/^(?:\| |\d+\. )\[([^\]]+)\]\(([^)]+)\)(?: +\| (.+?) +\|)?$/gm);
  return [...rows].map(([, title, path, note]) => [title, folder + path, note]);
}

const listOf = (heading, rows) =>
  [
    `## ${heading}\n`,
    ...rows.map(([title, path, note]) => `- [${title}](${path})${note ? `: ${note}` : ''}`),
  ].join('\n');
