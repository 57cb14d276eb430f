import { readFileSync } from 'node:fs';

interface Schema {
  properties?: Record<string, unknown>;
}

interface Description {
  paths: Record<string, Record<string, unknown>>;
  components: { schemas: Record<string, Schema> };
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

const file = new URL('../api/alternative-payments.openapi.json', import.meta.url);
const description = JSON.parse(readFileSync(file, 'utf8')) as Description;

/** Every operation of the description, as `GET /customers/{id}`. */
export function describedOperations(): string[] {
  return Object.entries(description.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => method in item).map((method) => `${method.toUpperCase()} ${path}`),
  );
}

/** Names of the fields a schema has, sorted. */
export function fieldsOf(schema: string): string[] {
  const properties = description.components.schemas[schema]?.properties;
  if (!properties) throw new Error(`The description has no schema ${schema} with properties.`);

  return Object.keys(properties).toSorted();
}
