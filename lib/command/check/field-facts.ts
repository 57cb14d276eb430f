import { isObject, type JsonObject, type QuestionName, recordsOf, valuesAt } from './answers.js';
import type { Fields, FieldType } from './documented.js';
import { agrees, differs, type Fact, type Finding, notSeen, ofSuccess } from './fact.js';
import { shownName } from './field-names.js';

/** How surely something is known: what nobody has documented is only assumed. */
export interface Certainty {
  readonly isAssumed?: boolean;
}

/** The fields of the records of a list, or of objects within them. Numbers are judged as amounts. */
export function fieldsOfRecords(
  label: string,
  question: QuestionName,
  fields: Fields,
  { path, isAssumed }: Certainty & { readonly path?: string } = {},
): Fact {
  return {
    name: `${label}: ${path ?? 'fields'}`,
    expected: expectedFields(fields, isAssumed),
    judge: ofSuccess(question, (answer) => {
      const records = recordsOf(answer);
      return compareFields(path === undefined ? records : valuesAt(path, records), fields, ['number']);
    }),
  };
}

/** The fields of an answer that is one object. */
export function fieldsOfAnswer(
  label: string,
  question: QuestionName,
  fields: Fields,
  { isAssumed }: Certainty = {},
): Fact {
  return {
    name: `${label}: fields`,
    expected: expectedFields(fields, isAssumed),
    judge: ofSuccess(question, ({ json }) =>
      isObject(json) ? compareFields([json], fields, ['number']) : differs('no object'),
    ),
  };
}

export function expectedFields(fields: Fields, isAssumed = false): string {
  const names = Object.keys(fields);
  const shown = names.length > 3 ? `${names.length} fields` : names.join(', ');
  return isAssumed ? `${shown} (assumed)` : shown;
}

/**
 * Compares objects with the fields that they should have. A field that none of them has is missing. Fields
 * beyond the documented ones are named and agree, because the vendor adds fields without a new version.
 *
 * @param judgedElsewhere types that are not compared here
 */
export function compareFields(
  values: readonly unknown[],
  fields: Fields,
  judgedElsewhere: readonly FieldType[] = [],
): Finding {
  const objects = values.filter(isObject);
  if (objects.length === 0) return notSeen('none');

  const given = new Set(objects.flatMap(namesOf));
  const missing = Object.keys(fields).filter((name) => !given.has(name));
  const mistyped = Object.entries(fields).flatMap(([name, type]) =>
    judgedElsewhere.includes(type) ? [] : wrongTypes(name, type, objects),
  );
  const more = new Set([...given].filter((name) => !Object.hasOwn(fields, name)).map(shownName));
  const wrong = [...(missing.length > 0 ? [`without ${missing.join(', ')}`] : []), ...mistyped];
  const added = more.size > 0 ? [`also ${[...more].join(', ')}`] : [];
  return wrong.length > 0 ? differs([...wrong, ...added].join('; ')) : agrees(['all', ...added].join('; '));
}

/** The type of a value, in the words of JSON. */
export function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}

/** A field that is null counts as left out. */
function namesOf(object: JsonObject): string[] {
  return Object.keys(object).filter((name) => object[name] != null);
}

function wrongTypes(name: string, wanted: FieldType, objects: readonly JsonObject[]): string[] {
  const types = objects.map((object) => typeOf(object[name] ?? null)).filter((type) => type !== 'null');
  return [...new Set(types)].filter((type) => type !== wanted).map((type) => `${name} is a ${type}`);
}
