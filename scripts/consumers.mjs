// Installs the packed package into the hosts of test/consumers, each in a folder of its own outside the project,
// and has them compile once, and test and run on every Node that the package supports. Every process must end by
// itself. The last line counts: "N passed, N failed, N skipped".
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The lowest and the newest of each line. */
const NODES = ['20.19.0', '20', '22.12.0', '22', '24', '26'];
const DEADLINE_MS = 120_000;

const hosts = fileURLToPath(new URL('../test/consumers', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'consumers-'));
const count = { passed: 0, failed: 0 };

/** One check: a command that has to end well, and in time. Shows what it printed if it does not. */
async function check(what, cwd, command, node = process.execPath) {
  const begin = performance.now();
  const child = spawn(command, {
    cwd,
    env: { ...process.env, PATH: dirname(node) + delimiter + process.env.PATH },
    shell: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: DEADLINE_MS,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  const [code] = await once(child, 'close');
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  count[code === 0 ? 'passed' : 'failed'] += 1;
  process.stdout.write(
    code === 0 ? `passed: ${what} (${seconds} s)\n` : `FAILED: ${what} (${seconds} s)\n${output}\n`,
  );
}

async function checkHost(name, nodes) {
  const folder = join(work, name);
  cpSync(join(hosts, name), folder, {
    recursive: true,
    filter: (path) => !/[/\\](node_modules|dist)$/.test(path),
  });
  await check(`${name}: installs`, folder, 'npm ci && npm install --no-save ../package.tgz');
  await check(`${name}: compiles`, folder, 'npm run build');
  for (const { version, path } of nodes) {
    await check(`${name}: tests and runs on Node ${version}`, folder, 'npm run check', path);
  }
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
  const waiting = readdirSync(hosts);
  const lane = async () => {
    for (let name; (name = waiting.shift());) await checkHost(name, nodes);
  };
  await Promise.all([lane(), lane()]);
} finally {
  rmSync(work, { recursive: true, force: true });
}
process.stdout.write(`\n${count.passed} passed, ${count.failed} failed, 0 skipped\n`);
if (count.failed > 0) process.exitCode = 1;
