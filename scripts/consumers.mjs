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
import { basename, delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endTree } from './end-tree.mjs';
import { linesOfFake, linesOfHandler, linesOfHealth, linesOfOwnCode, ownCode } from './own-code.mjs';
import {
  documents,
  exampleOf,
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
 * its test, for these and a health check together, and for a test to fake a list.
 */
const MOST_LINES = 40;
const MOST_LINES_OF_HANDLER = 25;
const MOST_LINES_IN_ALL = 90;
const MOST_LINES_OF_FAKE = 5;

/** What `nest new` generates, by its version; what Nest 12 generates needs a newer Node. */
const GENERATED = [
  { version: 11, node: '20', manager: 'npm', linter: 'eslint "{src,apps,libs,test}/**/*.ts"' },
  { version: 12, node: '24', manager: 'pnpm', linter: 'oxlint --type-aware src/ test/' },
];

/**
 * Package managers with which `nest add` is tried: one with each version, and all where `nest-add` is asked for by name. The
 * CLI knows them by their lock files.
 */
const MANAGERS = ['npm', 'pnpm'];
const PNPM = 'pnpm@10.34.9';

/** What every host runs, and what those compile that have the optional peer. */
const SHARED = [
  { script: 'health.cjs', module: 'health.module.ts', peer: '@nestjs/terminus' },
  { script: 'tracing.cjs', module: 'tracing.module.ts', peer: '@opentelemetry/api' },
];

const hosts = fileURLToPath(new URL('../test/package/consumers', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'consumers-'));
const count = { passed: 0, failed: 0 };

/** One check: a command that has to end well, and in time. Shows what it printed if it does not, and returns it. */
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
  return output;
}

function tell(what, isPassed, output = '') {
  count[isPassed ? 'passed' : 'failed'] += 1;
  process.stdout.write(isPassed ? `passed: ${what}\n` : `FAILED: ${what}\n${output}\n`);
}

/** Copies an application of test/package/consumers into a folder of its own. */
function copied(name, copy = name) {
  const folder = join(work, copy);
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
  const { dependencies, engines } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  for (const { script, module, peer } of SHARED) {
    cpSync(join(hosts, script), join(folder, script));
    if (peer in dependencies) cpSync(join(hosts, module), join(folder, 'src', module));
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
  const command = ['npm run check --if-present', ...SHARED.map(({ script }) => `node ${script}`)].join(
    ' && ',
  );
  for (const { version, path } of nodes.filter((one) => suits(one, engines)))
    await check(`${name}: tests and runs on Node ${version}`, folder, command, path);
}

/** Whether a Node is as new as the host says that it has to be, such as ">=22.15.0". */
const suits = ({ version }, engines) =>
  engines === undefined ||
  version.slice(1).localeCompare(engines.node.slice('>='.length), undefined, { numeric: true }) >= 0;

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
  const inAll = lines + ofHandler + (await linesOfHealth());
  tell(
    `${name}: with a health check, these are ${inAll} lines, at most ${MOST_LINES_IN_ALL}`,
    inAll <= MOST_LINES_IN_ALL,
  );
  for (const [file, code] of ownCode(version)) write(join(folder, 'src', file), code);
  await passes('installs Terminus', `npm install @nestjs/terminus@${version}`);
  await passes('the own code passes its linter', `npx ${linter}`);
  await passes('the own code compiles', 'npm run build');
  await passes('the own code works over HTTP', 'npm test');
  if (version === 11) {
    writeSnippets(join(folder, 'src/manual'));
    // What surrounds the snippets is neither formatted nor tidy.
    const off = ['prettier/prettier', '@typescript-eslint/no-unused-vars'];
    const rules = off.map((rule) => `--rule "${rule}: off"`).join(' ');
    const lint = `npx eslint "src/manual/*.ts" ${rules}`;
    await passes(
      'all snippets pass its linter',
      `npm install --no-save ioredis bullmq prom-client @nestjs/terminus @opentelemetry/api@1.9.1 @opentelemetry/instrumentation-http@0.223.0 && ${lint}`,
    );
  }
}

/**
 * `nest add` in what `nest new` generates, and then the step that it prints. The CLI takes no path, but it hands what follows
 * the "@" to the package manager.
 */
async function checkAdded({ version, node, linter }, manager, nodes) {
  const name = `nest-add-${version}-${manager}`;
  const folder = copied(`nest-new-${version}`, name);
  cpSync(join(work, 'package.tgz'), join(folder, 'package.tgz'));
  rmSync(join(folder, 'src/quick-start.spec.ts'));
  if (manager === 'pnpm') rmSync(join(folder, 'package-lock.json'));
  const { path } = nodes.findLast((one) => one.version.startsWith(`v${node}.`));
  // In continuous integration, pnpm installs nothing that its lock file does not list.
  const environment = manager === 'pnpm' ? `PATH="${folderOfPnpm()}:$PATH" env -u CI` : '';
  const passes = (what, command) => check(`${name}: ${what}`, folder, `${environment} ${command}`, path);
  const add = 'npx nest add nestjs-alternative-payments@file:package.tgz';
  const keepsFiles = async (what, command) => {
    const before = filesOf(folder);
    await passes(what, command);
    tell(`${name}: ${what} changes nothing`, filesOf(folder) === before);
  };

  await passes('installs', `${manager} install ./package.tgz`);
  await keepsFiles('nest add --dry-run', `${add} --skip-install --dry-run`);
  const begin = performance.now();
  const printed = await passes('nest add registers the module', add);
  write(`${folder}.txt`, printed);
  const script = fileURLToPath(new URL('run-next-step.mjs', import.meta.url));
  const seen = await passes('the printed step can be followed', `node ${script} ../${name}.txt`);
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  const [customers = ''] = /(?<=^Customers: ).+/m.exec(seen) ?? [];
  tell(`${name}: from nest add to customers in ${seconds} s: ${customers}`, customers !== '');
  if (manager === 'npm') await passes('the application passes its linter', `npx ${linter}`);
  await keepsFiles('a second nest add', `${add} --skip-install`);
}

/** What a schematic may change, as one text. */
function filesOf(folder) {
  const sources = readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `src/${file}`);
  const files = ['package.json', '.env', '.env.example', ...sources.sort()];
  const present = files.filter((file) => existsSync(join(folder, file)));
  return present.map((file) => `${file}\n${readFileSync(join(folder, file), 'utf8')}`).join('\n');
}

/** The folder of pnpm, from the npm registry. */
const folderOfPnpm = () =>
  dirname(
    execFileSync('npx', ['--yes', '--package', PNPM, '--call', 'command -v pnpm'], {
      encoding: 'utf8',
    }).trim(),
  );

/** Writes all snippets that need no further library, each as a module, with what they take for granted. */
function writeSnippets(folder) {
  const snippets = documents()
    .flatMap(snippetsIn)
    .filter(({ kind }) => !kind.startsWith('consumer ') && kind !== 'other-client');
  write(join(folder, 'prelude.ts'), textOf(PRELUDE).replace("'vitest'", "'@jest/globals'"));
  for (const [index, snippet] of snippets.entries()) {
    // An example keeps its name, because another one may import it.
    const name = basename(exampleOf(snippet.kind) ?? `snippet-${index}.ts`);
    write(join(folder, name), `// ${snippet.file}:${snippet.line}\n${moduleOf(snippet)}`);
  }
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
    ...GENERATED.flatMap((generated) =>
      (wanted.length === 0 ? [generated.manager] : MANAGERS)
        .filter((manager) => isWanted(`nest-add-${generated.version}-${manager}`))
        .map((manager) => () => checkAdded(generated, manager, nodes)),
    ),
    ...names.filter(isWanted).map((name) => () => checkHost(name, nodes)),
  ];
  const lane = async () => {
    for (let next; (next = waiting.shift());) await next();
  };
  // Installing mostly waits for the network.
  await Promise.all([lane(), lane(), lane()]);
} finally {
  rmSync(work, { recursive: true, force: true });
}
process.stdout.write(`\n${count.passed} passed, ${count.failed} failed, 0 skipped\n`);
if (count.failed > 0) process.exitCode = 1;
