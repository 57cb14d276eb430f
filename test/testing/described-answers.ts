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

const file = new URL('../api/alternative-payments.openapi.json', import.meta.url);
const description = JSON.parse(readFileSync(file, 'utf8')) as Description;
// The description is OpenAPI: it has keywords of its own, and schemas that refer to each other across it.
const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false }).addSchema(
  description,
  'api',
);

/**
 * What in an answer departs from the description of the API; nothing where the path or the method is not
 * part of it, since that is answered with a plain 404 or a 405.
 */
export function departures(method: string, path: string, status: number, text: string): string[] {
  const template = Object.keys(description.paths).find((each) => matches(each, path));
  const verb = method.toLowerCase();
  const responses = template === undefined ? undefined : description.paths[template]?.[verb]?.responses;
  if (template === undefined || responses === undefined) return [];
  const declared = responses[String(status)];
  // That malformed requests meet a 400 goes without saying, and the description leaves it unsaid in places.
  if (declared === undefined && status === 400) return [];
  if (declared === undefined) return [`${method} ${template} is not described to answer ${status}`];

  const at = declared.$ref?.slice(1) ?? `/paths/${escape(template)}/${verb}/responses/${status}`;
  const shared = declared.$ref?.split('/').at(-1);
  const content = (shared === undefined ? declared : description.components.responses[shared])?.content;
  if (content?.['application/json'] === undefined) return [];
  const validate = ajv.compile({ $ref: `api#${at}/content/application~1json/schema` });
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
