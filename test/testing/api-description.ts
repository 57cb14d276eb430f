import { readFileSync } from 'node:fs';

interface Schema {
  $ref?: string;
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: unknown;
}

interface Parameter {
  $ref?: string;
  name: string;
  in: string;
}

interface Content {
  content?: Record<string, { schema: Schema }>;
}

interface Response extends Content {
  'x-confidence'?: string;
}

interface Operation {
  parameters?: Parameter[];
  requestBody?: Content;
  responses: Record<string, Response>;
  'x-confidence'?: string;
}

interface Description {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; parameters: Record<string, Parameter> };
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

const file = new URL('../api/alternative-payments.openapi.json', import.meta.url);
const description = JSON.parse(readFileSync(file, 'utf8')) as Description;
const { schemas, parameters } = description.components;

/** Every operation of the description, as `GET /customers/{id}`. */
export function describedOperations(): string[] {
  return Object.entries(description.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => method in item).map((method) => `${method.toUpperCase()} ${path}`),
  );
}

/** Names of the fields a schema has, sorted. */
export function fieldsOf(schema: string): string[] {
  const properties = schemas[schema]?.properties;
  if (!properties) throw new Error(`The description has no schema ${schema} with properties.`);

  return Object.keys(properties).toSorted();
}

/** The query parameters of an operation, sorted. */
export function queryOf(operation: string): string[] {
  const given = operationOf(operation).parameters ?? [];
  const resolved = given.map((one) => (one.$ref ? parameters[nameIn(one.$ref)]! : one));
  return resolved
    .filter((one) => one.in === 'query')
    .map(({ name }) => name)
    .toSorted();
}

/** The fields of the body of an operation, sorted, those of nested objects by their path. */
export function bodyOf(operation: string): string[] | 'anything' {
  const [content] = Object.values(operationOf(operation).requestBody?.content ?? {});
  const schema = resolve(content?.schema ?? {});
  return schema.additionalProperties === true ? 'anything' : namesIn(schema).toSorted();
}

/** The JSON answers of an operation by their status, with how surely each is known. */
export function answersOf(operation: string): { status: number; confidence: string }[] {
  const { responses, 'x-confidence': own = 'official' } = operationOf(operation);
  return Object.entries(responses).map(([status, response]) => ({
    status: Number(status),
    confidence: response['x-confidence'] ?? own,
  }));
}

function operationOf(operation: string): Operation {
  const [method = '', path = ''] = operation.split(' ');
  return description.paths[path]![method.toLowerCase()]!;
}

function namesIn(schema: Schema, path = ''): string[] {
  const { properties = {} } = resolve(schema.items ?? schema);
  return Object.entries(properties).flatMap(([name, inner]) => [
    path + name,
    ...namesIn(resolve(inner), `${path}${name}.`),
  ]);
}

function resolve(schema: Schema): Schema {
  return schema.$ref ? schemas[nameIn(schema.$ref)]! : schema;
}

function nameIn(reference: string): string {
  return reference.split('/').at(-1)!;
}
