// The table of operations is pure data, so what it says is compared directly.
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { type Operation, type OperationName, OPERATIONS } from '../../lib/api/calls/operations.js';
import { clientOfFile } from '../support/client-of-file.js';
import { describedOperations } from '../testing/api-description.js';
import { argumentsOf, type CompleteCall, EVERY_METHOD } from './every-method.js';

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
}

interface Parameter {
  readonly $ref?: string;
  readonly in: string;
  readonly name: string;
}

interface Described {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: {
    readonly parameters: Readonly<Record<string, Parameter>>;
    readonly schemas: Readonly<Record<string, Schema>>;
  };
}

const file = new URL('alternative-payments.openapi.json', import.meta.url);
const description = JSON.parse(readFileSync(file, 'utf8')) as Description;
const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false }).addSchema(
  description,
  'api',
);

const TOKEN = 'POST /oauth/token';

/** Lists of which the file says nothing about pages. They are read either way, so the client knows the cursors. */
const PERHAPS_PAGED: readonly string[] = [
  'customers.listUsers',
  'paymentMethods.list',
  'payouts.listTransactions',
];

/** An answer with which every method is content. */
const ANSWER = { id: 'x', url: 'https://pay.example/x', token: 't', data: [], has_next_page: false };

const client = clientOfFile();

function described(name: string): Described {
  const { method, path }: Operation = OPERATIONS[name as OperationName];
  const found = description.paths[path]?.[method.toLowerCase()];
  if (found === undefined) throw new Error(`The file has no ${method} ${path}.`);
  return found;
}

function queryOf(name: string): string[] {
  return (described(name).parameters ?? [])
    .map((one) => description.components.parameters[one.$ref?.split('/').at(-1) ?? ''] ?? one)
    .filter((one) => one.in === 'query')
    .map((one) => one.name)
    .toSorted();
}

function bodyOf(name: string): Schema | undefined {
  return described(name).requestBody?.content['application/json']?.schema;
}

function resolved(schema: Schema): Schema {
  return description.components.schemas[schema.$ref?.split('/').at(-1) ?? ''] ?? schema;
}

/** The names of all fields, those of objects within it included: `line_items.amount`. */
function namesIn(schema: Schema): string[] {
  const { properties = {} } = resolved(schema);
  return Object.entries(properties).flatMap(([name, one]) => {
    const inner = resolved(one);
    return [name, ...namesIn(inner.items ?? inner).map((below) => `${name}.${below}`)];
  });
}

function namesOf(value: unknown): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap(namesOf))];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => [
    name,
    ...namesOf(one).map((below) => `${name}.${below}`),
  ]);
}

async function requestOf(complete: CompleteCall): ReturnType<typeof client.watch> {
  client.simulator.fault({ on: 'api', body: ANSWER });
  return client.watch(() => client.call(complete.method, ...argumentsOf(complete)));
}

/** The path as the file has it, with the names of ids in place of the ids. */
function templateOf(path: string): string {
  return path.replaceAll(/\bthe-(\w+)/g, '{$1}');
}

describe('the operations of the file', () => {
  it('have one method each, and no method stands for another', () => {
    const table = Object.values(OPERATIONS).map(({ method, path }) => `${method} ${path}`);

    expect(table.toSorted()).toEqual(
      describedOperations()
        .filter((one) => one !== TOKEN)
        .toSorted(),
    );
    expect(client.methods().toSorted()).toEqual(Object.keys(OPERATIONS).toSorted());
    expect(EVERY_METHOD.map(({ method }) => method).toSorted()).toEqual(Object.keys(OPERATIONS).toSorted());
    expect(table).toHaveLength(32);
  });

  it('are what the methods send', async () => {
    const sent: string[] = [];
    for (const complete of EVERY_METHOD) {
      const { sent: requests, error } = await requestOf(complete);
      expect([complete.method, error, requests.length]).toEqual([complete.method, undefined, 1]);
      sent.push(...requests.map(({ method, path }) => `${method} ${templateOf(path)}`));
    }

    expect(sent.toSorted()).toEqual(
      describedOperations()
        .filter((one) => one !== TOKEN)
        .toSorted(),
    );
  });

  it.each(Object.keys(OPERATIONS))('have the fields of %s in both directions', (name) => {
    const { query = {}, body }: Operation = OPERATIONS[name as OperationName];
    const schema = bodyOf(name);
    const fields = schema === undefined ? undefined : Object.keys(resolved(schema).properties ?? {});

    const cursors = PERHAPS_PAGED.includes(name) ? ['after', 'before', 'limit'] : [];
    expect(Object.keys(query).toSorted()).toEqual([...queryOf(name), ...cursors].toSorted());
    expect(body === undefined ? undefined : Object.keys(body).toSorted()).toEqual(fields?.toSorted());
  });
});

describe.each(EVERY_METHOD)('$method()', (complete) => {
  it('sends the query of the file, and a token', async () => {
    const { sent } = await requestOf(complete);
    const [request] = sent;
    const asked = [...(request?.query.keys() ?? [])];
    // A list goes in one direction, so nobody can give both cursors.
    const answers = queryOf(complete.method).includes('before') ? ['before'] : [];

    expect([...asked, ...answers].toSorted()).toEqual(queryOf(complete.method));
    expect(request?.headers.accept).toBe('application/json');
    expect(request?.headers.authorization).toMatch(
      complete.token === undefined ? /^Bearer \S+$/ : `Bearer ${complete.token}`,
    );
  });
});

describe.each(EVERY_METHOD.filter(({ method }) => bodyOf(method) === undefined))('$method()', (complete) => {
  it('sends no body', async () => {
    const { sent } = await requestOf(complete);
    expect(sent.map(({ body, headers }) => [body, headers['content-type']])).toEqual([['', undefined]]);
  });
});

describe.each(EVERY_METHOD.filter(({ method }) => bodyOf(method) !== undefined))('$method()', (complete) => {
  it('sends the body of the file', async () => {
    const { sent } = await requestOf(complete);
    const schema = bodyOf(complete.method) ?? {};
    const body: unknown = JSON.parse(sent[0]?.body ?? '');

    expect(sent[0]?.headers['content-type']).toBe('application/json');
    expect(namesOf(body).toSorted()).toEqual(namesIn(schema).toSorted());
    const validate = ajv.compile({ $ref: `api#/components/schemas/${schema.$ref?.split('/').at(-1)}` });
    expect([validate(body), validate.errors]).toEqual([true, null]);
  });
});

describe.each(EVERY_METHOD.filter(({ query }) => query !== undefined))('the list $method()', ({ method }) => {
  it('sends no query where nothing is asked for, and goes backwards on request', async () => {
    client.simulator.fault({ on: 'api', body: ANSWER });
    const bare = await client.watch(() => client.call(method));
    const empty = await client.watch(() => client.call(method, { limit: undefined }, {}));
    const back = await client.watch(() => client.call(method, { before: 'a=' }));

    expect([bare, empty, back].map(({ error, sent }) => [error, sent.map(({ url }) => url)])).toEqual([
      [undefined, [expect.not.stringContaining('?')]],
      [undefined, [expect.not.stringContaining('?')]],
      [undefined, [expect.stringMatching(/\?before=a(=|%3D)$/)]],
    ]);
  });
});
