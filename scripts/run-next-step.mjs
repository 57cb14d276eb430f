// node scripts/run-next-step.mjs <file>: follows the step that `nest add` has printed into the file, in the application of
// the working folder, to the letter but for the ports, which another process may have. The last line lists the customers.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';

const printed = readFileSync(process.argv[2], 'utf8');
const indent = /^( *)Next, see customers/m.exec(printed)[1].length;
const text = printed
  .split('\n')
  .map((line) => line.slice(indent))
  .join('\n');
const [, file] = /Put this into (\S+)/.exec(text);
const [simulator, generate, code, start, ask] = [...text.matchAll(/(?:^ {5}.*\n|^\n(?= {5}))+/gm)].map(
  ([block]) => block.trim().replaceAll(/^ {5}/gm, ''),
);

const started = [];

/** Starts what runs until it is ended, and waits for a text in its output. */
async function begin(command, text, env = {}) {
  const child = spawn(command, { shell: true, detached: true, env: { ...process.env, ...env } });
  started.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
  while (!output.includes(text)) {
    await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
    if (child.exitCode !== null) throw new Error(`"${command}" has ended:\n${output}`);
  }
  return output;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

try {
  const greeting = await begin(`${simulator} --port 0`, 'Stop it with Ctrl+C.');
  const [status] = await once(spawn(generate, { shell: true, stdio: 'inherit' }), 'exit');
  if (status !== 0) throw new Error(`"${generate}" failed.`);
  writeFileSync(file, `${code}\n`);

  const variables = greeting.match(/^export .*$/gm).join('\n');
  const port = await freePort();
  await begin(`${variables}\n${start}`, 'Nest application successfully started', { PORT: String(port) });
  const answer = await fetch(/^curl (\S+)$/.exec(ask)[1].replace(':3000', `:${port}`));
  const customers = await answer.json();
  process.stdout.write(`Customers: ${customers.map(({ name }) => name).join(', ')}\n`);
} finally {
  for (const child of started.filter(({ exitCode }) => exitCode === null)) {
    const ended = once(child, 'close');
    process.kill(-child.pid, 'SIGTERM');
    await ended;
  }
}
