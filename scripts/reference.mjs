// The page docs/reference.md, made of the documentation in the code.
import { format, resolveConfig } from 'prettier';
import { entries, exportsOf } from './exported.mjs';
import { root, textOf } from './snippets.mjs';

const PAGE = 'docs/reference.md';

/** Where a chapter explains what a file declares. The first row that matches counts. */
const CHAPTERS = [
  ['lib/alternative-payments', 'several-accounts.md'],
  ['lib/config/', 'options.md'],
  ['lib/api/calls/money', 'money.md'],
  ['lib/api/calls/page', 'lists.md'],
  ['lib/api/calls/', 'calling-the-api.md'],
  ['lib/api/groups/', 'customers-and-invoices.md'],
  ['lib/api/types/', 'customers-and-invoices.md'],
  ['lib/api/alternative-payments-client', 'calling-the-api.md'],
  ['lib/http/', 'calling-the-api.md'],
  ['lib/api/', 'errors.md'],
  ['lib/errors/', 'errors.md'],
  ['lib/token/', 'token.md'],
  ['lib/observation/token', 'token.md'],
  ['lib/tenants/', 'tenants.md'],
  ['lib/store/token', 'many-processes.md'],
  ['lib/store/memory-token', 'many-processes.md'],
  ['lib/pacing/', 'many-processes.md'],
  ['lib/redis/redis-delivery', 'webhooks.md'],
  ['lib/redis/', 'many-processes.md'],
  ['lib/store/', 'webhooks.md'],
  ['lib/webhooks/', 'webhooks.md'],
  ['lib/testing/', 'testing.md'],
  ['lib/terminus/', 'observing.md'],
  ['lib/opentelemetry/', 'observing.md'],
];

const HEAD = `# Reference

Everything that the package exports, by entry and by the chapter that explains it. A name leads to the source, where each
member has its own documentation. \`npm run docs:write\` writes this page from there.
`;

/** The page as it has to be. */
export async function reference() {
  const modules = entries();
  const all = exportsOf(modules);
  const parts = modules.flatMap(({ name }) => [
    `## \`${name}\``,
    ...sectionsOf(all.filter(({ entry }) => entry === name)),
  ]);
  const options = await resolveConfig(root + PAGE);
  return format([HEAD, ...parts].join('\n\n'), { ...options, filepath: PAGE });
}

function sectionsOf(exported) {
  const chapters = [...new Set(exported.map(chapterOf))].sort((one, other) => rankOf(one) - rankOf(other));
  return chapters.flatMap((chapter) => [
    `### [${titleOf(chapter)}](${chapter})`,
    ...exported
      .filter((one) => chapterOf(one) === chapter)
      .sort((one, other) => one.name.localeCompare(other.name, 'en'))
      .map(paragraphOf),
  ]);
}

const paragraphOf = ({ name, kind, file, text }) =>
  `[\`${name}\`](../${file}) (${kind}): ${text.replaceAll(/\{@link ([^}]+)\}/g, '`$1`')}`;

function chapterOf({ file }) {
  const [, chapter] = CHAPTERS.find(([path]) => file.startsWith(path)) ?? [];
  if (!chapter)
    throw new Error(`No chapter explains ${file}. Add a row to CHAPTERS in scripts/reference.mjs.`);
  return chapter;
}

const rankOf = (chapter) => CHAPTERS.findIndex(([, one]) => one === chapter);

const titleOf = (chapter) => /^# (.+)$/m.exec(textOf(`docs/${chapter}`))[1];
