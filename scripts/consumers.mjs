// Installs the packed package into the hosts of test/package/consumers, each in a folder of its own outside the project,
// and has them compile once, and test and run on every Node that the package supports. Every process must end by
// itself. The last line counts: "N passed, N failed, N skipped".
// node scripts/consumers.mjs [part of a name …]: only the hosts of these names.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  documents,
  installArguments,
  moduleOf,
  PRELUDE,
  quickStart,
  snippetsIn,
  textOf,
} from './snippets.mjs';

/** The lowest and the newest of each line. */
const NODES = ['20.19.0', '20', '22.12.0', '22', '24', '26'];
const DEADLINE_MS = 240_000;

/** The hosts lie outside the project, whose settings do not reach them. What the cache has is not asked for again. */
const NPM = { npm_config_audit: 'false', npm_config_fund: 'false', npm_config_prefer_offline: 'true' };

/** What `nest new` generates, by its version; what Nest 12 generates needs a newer Node. */
const GENERATED = [
  { version: 11, node: '20', linter: 'eslint "{src,apps,libs,test}/**/*.ts"' },
  { version: 12, node: '24', linter: 'oxlint --type-aware src/ test/' },
];

const hosts = fileURLToPath(new URL('../test/package/consumers', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'consumers-'));
const count = { passed: 0, failed: 0 };

/** One check: a command that has to end well, and in time. Shows what it printed if it does not. */
async function check(what, cwd, command, node = process.execPath) {
  const begin = performance.now();
  const child = spawn(command, {
    cwd,
    env: { ...process.env, ...NPM, PATH: dirname(node) + delimiter + process.env.PATH },
    shell: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  // The shell's children, too: what does not end by itself must not keep all others waiting.
  const deadline = setTimeout(() => process.kill(-Number(child.pid), 'SIGKILL'), DEADLINE_MS);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  const [code] = await once(child, 'close');
  clearTimeout(deadline);
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  count[code === 0 ? 'passed' : 'failed'] += 1;
  process.stdout.write(
    code === 0 ? `passed: ${what} (${seconds} s)\n` : `FAILED: ${what} (${seconds} s)\n${output}\n`,
  );
}

/** Copies an application of test/package/consumers into a folder of its own. */
function copied(name) {
  const folder = join(work, name);
  const filter = (path) => !/[/\\](node_modules|dist)$/.test(path);
  cpSync(join(hosts, name), folder, { recursive: true, filter });
  return folder;
}

async function checkHost(name, nodes) {
  const folder = copied(name);
  for (const { kind, code } of documents().flatMap(snippetsIn)) {
    const [, file] = /^consumer (.+)$/.exec(kind) ?? [];
    if (file && name === 'esm-nest12-vitest') write(join(folder, 'src/manual', `${file}.ts`), code);
  }
  await check(`${name}: installs`, folder, 'npm ci && npm install --no-save ../package.tgz');
  await check(`${name}: compiles`, folder, 'npm run build');
  for (const { version, path } of nodes)
    await check(`${name}: tests and runs on Node ${version}`, folder, 'npm run check', path);
}

/** A newcomer's way: what `nest new` generates, the install line of README.md, and its Quick start as it stands. */
async function checkGenerated({ version, node, linter }, nodes) {
  const name = `nest-new-${version}`;
  const folder = copied(name);
  const { path } = nodes.findLast((one) => one.version.startsWith(`v${node}.`));
  const passes = (what, command) => check(`${name}: ${what}`, folder, command, path);
  const packages = installArguments(version).map((one) =>
    one === 'nestjs-alternative-payments' ? '../package.tgz' : one,
  );
  write(join(folder, 'src/app.module.ts'), quickStart());
  await passes('installs by the line of README.md', `npm install ${packages.join(' ')}`);
  await passes('the Quick start passes its linter', `npx ${linter}`);
  await passes('the Quick start compiles', 'npm run build');
  await passes('the Quick start works in its tests', 'npm test');
  await passes(
    'the Quick start starts',
    `node ${fileURLToPath(new URL('run-quick-start.mjs', import.meta.url))}`,
  );
  if (version === 11) {
    writeSnippets(join(folder, 'src/manual'));
    // What surrounds the snippets is neither formatted nor tidy.
    const off = ['prettier/prettier', '@typescript-eslint/no-unused-vars'];
    const rules = off.map((rule) => `--rule "${rule}: off"`).join(' ');
    const lint = `npx eslint "src/manual/*.ts" ${rules}`;
    await passes('all snippets pass its linter', `npm install --no-save ioredis && ${lint}`);
  }
}

/** Writes all snippets that need no further library, each as a module, with what they take for granted. */
function writeSnippets(folder) {
  const snippets = documents()
    .flatMap(snippetsIn)
    .filter(({ kind }) => !kind.startsWith('consumer '));
  write(join(folder, 'prelude.ts'), textOf(PRELUDE).replace("'vitest'", "'@jest/globals'"));
  for (const [index, snippet] of snippets.entries())
    write(join(folder, `snippet-${index}.ts`), `// ${snippet.file}:${snippet.line}\n${moduleOf(snippet)}`);
}

function write(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Every Node of the list, from the npm registry. */
const installedNodes = () =>
  NODES.map((wanted) => {
    const script = 'console.log(process.version, process.execPath)';
    const answer = execFileSync('npx', ['--yes', `node@${wanted}`, '--eval', script], { encoding: 'utf8' });
    const [version, path] = answer.trim().split(' ');
    return { version, path };
  });

try {
  execFileSync(process.execPath, [fileURLToPath(new URL('pack.mjs', import.meta.url)), work], {
    stdio: 'inherit',
  });
  const nodes = installedNodes();
  const names = readdirSync(hosts, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() && !entry.name.startsWith('nest-new-') ? [entry.name] : [],
  );
  const wanted = process.argv.slice(2);
  const isWanted = (name) => wanted.length === 0 || wanted.some((part) => name.includes(part));
  const waiting = [
    ...GENERATED.filter(({ version }) => isWanted(`nest-new-${version}`)).map(
      (generated) => () => checkGenerated(generated, nodes),
    ),
    ...names.filter(isWanted).map((name) => () => checkHost(name, nodes)),
  ];
  const lane = async () => {
    for (let next; (next = waiting.shift());) await next();
  };
  await Promise.all([lane(), lane()]);
} finally {
  rmSync(work, { recursive: true, force: true });
}
process.stdout.write(`\n${count.passed} passed, ${count.failed} failed, 0 skipped\n`);
if (count.failed > 0) process.exitCode = 1;
