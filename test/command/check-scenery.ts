import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Simulator } from 'nestjs-alternative-payments/testing';
import { onTestFinished } from 'vitest';
import { simulate } from '../support/simulator.js';
import { Client } from '../testing/client.js';

/** A simulator that has records of every kind, so that every fact can be seen. */
export async function furnishedSimulator(): Promise<Simulator> {
  const simulator = await simulate({
    seed: true,
    clientId: 'key-of-a-partner',
    clientSecret: 'Xq-71-secret',
  });
  const client = new Client(simulator);
  const post = async (path: string, body: object): Promise<string> => {
    const answer = await client.call('POST', path, { body });
    if (answer.status >= 300) throw new Error(`POST ${path} answered ${answer.status}: ${answer.text}`);
    return String(answer.body['id']);
  };
  const [customer] = (await client.call('GET', '/customers')).body['data'] as Array<{ id: string }>;
  await post(`/customers/${customer!.id}/users`, {
    email: 'ledger@harborpointdental.example',
    first_name: 'Ottoline',
    last_name: 'Quarrington',
  });
  await post(`/customers/${customer!.id}/payment-methods/bank`, {
    account_data_type: 'us',
    type: 'depository',
    subtype: 'checking',
    routing_number: '021000021',
    account_number: '7714093352',
    receiver_name: 'Ottoline Quarrington',
  });
  const invoice = {
    customer_id: customer!.id,
    currency: 'USD',
    due_date: '2031-07-19',
    line_items: [
      { description: 'Firewall service', amount: 7193.37, quantity: 2 },
      { description: 'Cabling', amount: 4418.5, quantity: 1 },
    ],
  };
  const paid = await post('/invoices', invoice);
  await post('/invoices', invoice);
  const payment = simulator.payInvoice(paid);
  simulator.payOut([payment.id]);
  await post('/webhooks', {
    endpoint_url: 'https://hooks.quarrington.example/in',
    topic: 'invoice_paid',
    secret_key: 'whsec-Vbn83',
  });
  simulator.journal.clear();
  return simulator;
}

/** Everything that the lists of the simulator hold, as texts that would be noticed in a print. */
export async function valuesIn(simulator: Simulator): Promise<string[]> {
  const client = new Client(simulator);
  const lists = ['/customers', '/invoices', '/payments', '/payouts', '/webhooks', '/webhooks/events'];
  const [first] = (await client.call('GET', '/customers')).body['data'] as Array<{ id: string }>;
  const paths = [
    ...lists,
    '/customers?limit=2',
    `/customers/${first!.id}/users`,
    `/customers/${first!.id}/payment-methods`,
    '/card-form/credentials',
  ];
  const values: string[] = [];
  for (const path of paths) values.push(...leavesOf(JSON.parse((await client.call('GET', path)).text)));
  return [...new Set(values)].filter((value) => value.length > 3);
}

function leavesOf(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(leavesOf);
  return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
}

/** What a proxy sends in place of an answer. */
export interface Changed {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A server in front of a simulator that changes its answers. Returns its address. */
export async function startProxy(
  simulator: Simulator,
  change: (path: string, answer: Changed) => Changed,
): Promise<string> {
  const server = createServer((request, response) => {
    void forward(simulator, request).then((answer) => {
      const changed = change(request.url?.split('?')[0] ?? '', answer);
      response.writeHead(changed.status, changed.headers).end(changed.body);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function forward(simulator: Simulator, request: IncomingMessage): Promise<Changed> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { authorization = '', 'content-type': type = 'application/json' } = request.headers;
  const answer = await fetch(`${simulator.baseURL}${request.url}`, {
    method: request.method,
    headers: { authorization, 'content-type': type },
    body: chunks.length > 0 ? Buffer.concat(chunks) : undefined,
  });
  const contentType = answer.headers.get('content-type') ?? '';
  return { status: answer.status, body: await answer.text(), headers: { 'content-type': contentType } };
}
