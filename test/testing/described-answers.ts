import { readFileSync } from 'node:fs';
import { type ErrorObject, Ajv2020 } from 'ajv/dist/2020.js';

interface Response {
  content?: Record<string, { schema?: object }>;
  $ref?: string;
}

interface Description {
  paths: Record<string, Record<string, { responses?: Record<string, Response> }>>;
  components: { responses: Record<string, Response> };
}

/**
 * Schemas that take other fields than those they name. All others are held to a strict profile: an answer has
 * every field that is described, and no other.
 */
const OPEN: Readonly<Record<string, string>> = {
  WebhookEvent: 'its fields were not readable; those of a delivery are shown as well',
};

const file = new URL('../api/alternative-payments.openapi.json', import.meta.url);
const description = strict(JSON.parse(readFileSync(file, 'utf8'))) as Description;
// The description is OpenAPI: it has keywords of its own, and schemas that refer to each other across it.
const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false }).addSchema(
  description,
  'api',
);

/** The same description, in which every schema of an object demands the fields it names. */
function strict(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => strict(item));
  if (typeof value !== 'object' || value === null) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([key, part]) => [key, strict(part, key)]));
  const words = inner['x-known-values'];
  if (Array.isArray(words)) return { ...inner, enum: words };
  const isSchema = inner['type'] === 'object' && typeof inner['properties'] === 'object';
  if (!isSchema) return inner;
  const required = Object.keys(inner['properties'] as object);
  return { ...inner, required, additionalProperties: name in OPEN };
}

/**
 * What in an answer departs from the description of the API; nothing where the path or the method is not
 * part of it, since that is answered with a plain 404 or a 405.
 */
export function departures(method: string, path: string, status: number, text: string): string[] {
  const verb = method.toLowerCase();
  const template = Object.keys(description.paths).find(
    (each) => description.paths[each]?.[verb] !== undefined && matches(each, path),
  );
  const responses = template === undefined ? undefined : description.paths[template]?.[verb]?.responses;
  if (template === undefined || responses === undefined) return [];
  const declared = responses[String(status)];
  // That malformed requests meet a 400, and unknown ids in the path a 404, goes without saying, and the
  // description leaves it unsaid in places.
  if (declared === undefined && [400, 404].includes(status)) return [];
  if (declared === undefined) return [`${method} ${template} is not described to answer ${status}`];

  const at = declared.$ref?.slice(1) ?? `/paths/${escape(template)}/${verb}/responses/${status}`;
  const shared = declared.$ref?.split('/').at(-1);
  const content = (shared === undefined ? declared : description.components.responses[shared])?.content;
  if (content?.['application/json'] === undefined) return [];
  const validate = ajv.getSchema(`api#${at}/content/application~1json/schema`)!;
  if (validate(JSON.parse(text))) return [];
  return (validate.errors ?? []).map(
    (error: ErrorObject) => `${method} ${template} ${status}: ${error.instancePath} ${error.message}`,
  );
}

function matches(template: string, path: string): boolean {
  const [wanted, given] = [template.split('/'), path.split('?')[0]?.split('/') ?? []];
  return (
    wanted.length === given.length &&
    wanted.every((part, place) => (part.startsWith('{') ? given[place] !== '' : part === given[place]))
  );
}

function escape(path: string): string {
  return encodeURI(path.replaceAll('~', '~0').replaceAll('/', '~1'));
}
