// The command that the package installs answers, and ends when it is told to.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const command = spawn('node_modules/.bin/nestjs-alternative-payments', ['simulator', '--port', '0'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const ended = once(command, 'exit');

let output = '';
let found;
for await (const text of command.stdout.setEncoding('utf8')) {
  output += text;
  found = /ALTERNATIVE_PAYMENTS_BASE_URL='(.+)'/.exec(output);
  if (found) break;
}
assert.ok(found, `it names its address: ${output}`);
const answer = await fetch(`${found[1]}/oauth/token`, {
  method: 'POST',
  headers: {
    authorization: `Basic ${btoa('simulated-client-id:simulated-client-secret')}`,
    'content-type': 'application/x-www-form-urlencoded',
  },
  body: 'grant_type=client_credentials',
});
assert.equal(answer.status, 200);
assert.ok((await answer.json()).access_token);

command.kill('SIGTERM');
assert.deepEqual(await ended, [0, null]);
