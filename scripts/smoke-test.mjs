// Starts the sample application as a newcomer does, with its port taken and no credentials set, and tries everything that
// it says can be tried, by the very commands that it prints. Needs `curl`.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { endTree } from './end-tree.mjs';

const DEADLINE_MS = 120_000;
const MOST_LINES_BEFORE = 10;

const isWindows = process.platform === 'win32';

const squatter = createServer().listen(0, '127.0.0.1');
await once(squatter, 'listening');

const environment = { ...process.env, PORT: String(squatter.address().port), NO_COLOR: '1' };
for (const name of Object.keys(environment))
  if (name.startsWith('ALTERNATIVE_PAYMENTS_') || name === 'HOST') delete environment[name];

const sample = spawn('npm', ['start'], {
  env: environment,
  detached: true,
  // On Windows, npm is a script of the shell.
  shell: isWindows,
  stdio: ['ignore', 'pipe', 'pipe'],
});
const deadline = globalThis.setTimeout(() => {
  process.stderr.write(`The sample application did not come up or end in time:\n${output}\n`);
  endTree(sample);
  process.exit(1);
}, DEADLINE_MS);

let output = '';
const url = await new Promise((resolve, reject) => {
  for (const stream of [sample.stdout, sample.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
      const last = /^ {2}curl (http\S+)\/partners\/partner-42\/customers\n/m.exec(output);
      if (last) resolve(last[1]);
    });
  }
  sample.once('exit', (code) => reject(new Error(`npm start ended with ${code}:\n${output}`)));
});

try {
  assert.equal(new URL(url).hostname, '127.0.0.1');
  assert.notEqual(new URL(url).port, environment.PORT, 'a taken port is not used');
  assert.match(output, /No credentials are set for account "default": it talks to a simulator/);
  const before = output.slice(0, output.indexOf('Try:')).split('\n').slice(0, -1);
  assert.ok(before.length <= MOST_LINES_BEFORE, `${before.length} lines before "Try":\n${output}`);
  assert.ok(!output.includes('…'), 'nothing is left out of a command');
  assert.ok(output.includes(`Open ${url} in a browser`), output);
  assert.match(await (await fetch(url)).text(), /^<!doctype html>/);
  const tour = await fetch(`${url}/tour`);
  assert.equal(await tour.text(), output.slice(output.indexOf('Try:')), 'GET /tour says the same');
  await assertUnreachableFromElsewhere(Number(new URL(url).port));

  const answers = await runPrintedCommands();
  const { follow, url: checkout } = answers.find((answer) => answer.follow);
  await pay(answers.find((answer) => answer.payment_link));
  await payAndFollow(checkout, follow);
  if (!isWindows) await assertEndsOnSignal();
  else process.stdout.write('How it ends on a signal is not looked at: Windows has no signals.\n');
  process.stdout.write(`The sample application does what it says: ${answers.length} commands.\n`);
} finally {
  clearTimeout(deadline);
  endTree(sample);
  squatter.close();
}

/** Runs each command in a shell of its own, as it stands, and gives back what it answered. */
async function runPrintedCommands() {
  const commands = output.split('\n').filter((line) => line.startsWith('  curl '));
  assert.ok(commands.length >= 9, `few commands:\n${output}`);
  const answers = [];
  for (const command of commands) {
    const { stdout } = await promisify(execFile)('sh', ['-c', command]);
    const answer = JSON.parse(stdout);
    assert.equal(answer.statusCode, undefined, `${command}\n${stdout}`);
    answers.push(answer);
  }
  const [customers, found, demo, tokens] = answers;
  for (const { data } of [customers, found, demo, answers.at(-1)]) assert.ok(data.length > 0 && data[0].id);
  assert.deepEqual(
    tokens.map(({ account, state }) => [account, state]),
    [
      ['default', 'valid'],
      ['demo', 'valid'],
    ],
  );
  return answers;
}

/** An invoice is paid where its link leads. */
async function pay({ id, customer_id, total, payment_link }) {
  assert.equal(total, 99.8);
  assert.match(await (await fetch(payment_link)).text(), /is open.*<button>Pay/);
  assert.match(await (await fetch(payment_link, { method: 'POST' })).text(), /is paid/);
  const { data } = await (await fetch(`${url}/invoices?customer_id=${customer_id}`)).json();
  assert.equal(data.find((invoice) => invoice.id === id).status, 'paid');
}

/** A payment request is followed from pending to paid. */
async function payAndFollow(checkout, follow) {
  const following = fetch(follow).then((answer) => answer.text());
  const paid = await fetch(checkout, { method: 'POST', redirect: 'manual' });
  assert.equal(paid.headers.get('location'), `${url}/customers`);
  assert.match(await following, /"status":"paid"/);
}

/** Others on the same network get no answer. */
async function assertUnreachableFromElsewhere(port) {
  const addresses = Object.values(networkInterfaces()).flat();
  for (const { address, internal } of addresses)
    if (!internal && !address.startsWith('fe80')) assert.ok(!(await isListening(port, address)), address);
}

function isListening(port, host) {
  return new Promise((resolve) => {
    const socket = connect(port, host);
    socket
      .once('error', () => resolve(false))
      .once('connect', () => {
        socket.destroy();
        resolve(true);
      });
  });
}

/** One signal to npm ends all of it, the stream of a payment request that is still pending included. */
async function assertEndsOnSignal() {
  const request = await fetch(`${url}/payment-requests`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ amount: '1.00', redirect_url: url }),
  });
  const { follow, url: checkout } = await request.json();
  const stream = (await fetch(follow)).body.getReader();
  for (let seen = ''; !seen.includes('pending');)
    seen += new TextDecoder().decode((await stream.read()).value);

  const ended = once(sample, 'exit');
  sample.kill('SIGTERM');
  await ended;
  await stream.closed.catch(() => undefined);
  // Nothing is left running, neither the application nor its simulators.
  for (const address of [url, checkout])
    while (await isListening(Number(new URL(address).port), '127.0.0.1')) await setTimeout(50);
}
