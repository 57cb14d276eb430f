// Installs the packed package into the hosts of test/package/consumers, each in a folder of its own outside the project,
// and has them compile once, and test and run on every Node that the package supports. Every process must end by
// itself. The last line counts: "N passed, N failed, N skipped".
// node scripts/consumers.mjs [part of a name …]: only the hosts of these names.
import { execFileSync, execSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endTree } from './end-tree.mjs';
import { linesOfFake, linesOfHandler, linesOfOwnCode, ownCode } from './own-code.mjs';
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

/**
 * How many lines a newcomer may need to call the API and to answer with what it says, for a handler of webhooks with
 * its test, and for a test to fake a list.
 */
const MOST_LINES = 40;
const MOST_LINES_OF_HANDLER = 25;
const MOST_LINES_OF_FAKE = 5;

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
  const deadline = setTimeout(() => endTree(child), DEADLINE_MS);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  const [code] = await once(child, 'close');
  clearTimeout(deadline);
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  tell(`${what} (${seconds} s)`, code === 0, output);
}

function tell(what, isPassed, output = '') {
  count[isPassed ? 'passed' : 'failed'] += 1;
  process.stdout.write(isPassed ? `passed: ${what}\n` : `FAILED: ${what}\n${output}\n`);
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
  const spec = join(folder, 'test/app.spec.ts');
  if (existsSync(spec)) {
    const lines = await linesOfFake(readFileSync(spec, 'utf8'));
    tell(
      `${name}: a fake of a list takes ${lines} lines, at most ${MOST_LINES_OF_FAKE}`,
      lines > 0 && lines <= MOST_LINES_OF_FAKE,
    );
  }
  await check(`${name}: installs`, folder, 'npm ci && npm install --no-save ../package.tgz');
  await check(`${name}: compiles`, folder, 'npm run build');
  for (const { version, path } of nodes)
    await check(`${name}: tests and runs on Node ${version}`, folder, 'npm run check', path);
}

/**
 * A newcomer's way: what `nest new` generates, the install line of README.md, its Quick start as it stands, and code of
 * their own on top of it.
 */
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
  const lines = await linesOfOwnCode();
  tell(`${name}: own code of ${lines} lines, at most ${MOST_LINES}`, lines <= MOST_LINES);
  const ofHandler = await linesOfHandler();
  tell(
    `${name}: a handler of webhooks with its test takes ${ofHandler} lines, at most ${MOST_LINES_OF_HANDLER}`,
    ofHandler <= MOST_LINES_OF_HANDLER,
  );
  for (const [file, code] of ownCode(version)) write(join(folder, 'src', file), code);
  await passes('the own code passes its linter', `npx ${linter}`);
  await passes('the own code compiles', 'npm run build');
  await passes('the own code works over HTTP', 'npm test');
  if (version === 11) {
    writeSnippets(join(folder, 'src/manual'));
    // What surrounds the snippets is neither formatted nor tidy.
    const off = ['prettier/prettier', '@typescript-eslint/no-unused-vars'];
    const rules = off.map((rule) => `--rule "${rule}: off"`).join(' ');
    const lint = `npx eslint "src/manual/*.ts" ${rules}`;
    await passes('all snippets pass its linter', `npm install --no-save ioredis bullmq && ${lint}`);
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
    const script = "process.version + ' ' + process.execPath";
    const answer = execSync(`npx --yes node@${wanted} --print "${script}"`, { encoding: 'utf8' }).trim();
    const end = answer.indexOf(' ');
    return { version: answer.slice(0, end), path: answer.slice(end + 1) };
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
