// Starts the sample application as a newcomer does, with its port taken and no credentials set, and asks it for customers.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

const DEADLINE_MS = 120_000;

const squatter = createServer().listen(0);
await once(squatter, 'listening');

const environment = { ...process.env, PORT: String(squatter.address().port), NO_COLOR: '1' };
for (const name of Object.keys(environment)) {
  if (name.startsWith('ALTERNATIVE_PAYMENTS_')) delete environment[name];
}
const sample = spawn('npm', ['start'], {
  env: environment,
  detached: true,
  stdio: ['ignore', 'pipe', 'inherit'],
});
const stop = () => {
  try {
    process.kill(-Number(sample.pid), 'SIGTERM');
  } catch {
    // It has ended already.
  }
};
const deadline = setTimeout(() => {
  process.stderr.write('The sample application did not come up in time.\n');
  stop();
  process.exit(1);
}, DEADLINE_MS);

let output = '';
const url = await new Promise((resolve, reject) => {
  sample.stdout.on('data', (text) => {
    output += text;
    const found = /^ {2}(http:\/\/localhost:\d+)\/customers$/m.exec(output);
    if (found && output.includes('curl -N')) resolve(found[1]);
  });
  sample.on('exit', (code) => reject(new Error(`npm start ended with ${code}:\n${output}`)));
});

try {
  assert.notEqual(new URL(url).port, environment.PORT, 'a taken port is not used');
  assert.match(output, /No credentials are set for account "default": it talks to a simulator/);
  for (const path of ['/customers', '/demo/customers']) {
    const answer = await fetch(url + path);
    assert.equal(answer.status, 200);
    const { data } = await answer.json();
    assert.ok(data.length > 0 && data[0].id, `${path} lists customers`);
  }
  const tokens = await (await fetch(`${url}/tokens`)).json();
  assert.deepEqual(
    tokens.map(({ account, state }) => [account, state]),
    [
      ['default', 'valid'],
      ['demo', 'valid'],
    ],
  );
  await bill(url);
  await meetPartner(url);
  process.stdout.write(`The sample application answers at ${url}\n`);
} finally {
  clearTimeout(deadline);
  sample.removeAllListeners('exit');
  const ended = once(sample, 'exit');
  stop();
  await ended;
  squatter.close();
}

/** A partner who comes while the application runs. */
async function meetPartner(url) {
  const customers = () => fetch(`${url}/partners/partner-42/customers`);
  assert.equal((await customers()).status, 404);
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ id: 'partner-42' });
  assert.equal((await fetch(`${url}/partners`, { method: 'POST', headers, body })).status, 201);
  const answer = await customers();
  assert.equal(answer.status, 200);
  assert.ok((await answer.json()).data.length > 0, 'the partner has customers');
}

/** A customer's way through the sample: an invoice with its link, and a payment request that gets paid. */
async function bill(url) {
  const post = async (path, body) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    assert.equal(answer.status, 201, `POST ${path}`);
    return answer.json();
  };
  const customer = await post('/customers', { name: 'Blue Harbor', email: 'ap@blueharbor.example' });
  const line_items = [{ description: 'Backup', amount: 49.9, quantity: 2 }];
  const invoice = await post('/invoices', { customer_id: customer.id, due_date: '2027-01-31', line_items });
  assert.equal(invoice.total, 99.8);
  assert.match(invoice.payment_link, /^https:\/\/[^/]+\/./, 'the link has its scheme');

  const request = await post('/payment-requests', { amount: '49.90', redirect_url: `${url}/customers` });
  const following = fetch(`${url}/payment-requests/${request.id}/follow`).then((answer) => answer.text());
  const paid = await fetch(request.url, { method: 'POST', redirect: 'manual' });
  assert.equal(paid.headers.get('location'), `${url}/customers`);
  assert.match(await following, /"status":"paid"/);
}
