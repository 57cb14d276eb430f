import { OPERATIONS } from '../../api/calls/operations.js';
import { isObject, type Seen } from './answers.js';
import { typeOf } from './field-facts.js';
import { shownName } from './field-names.js';

/** What values have in common: their types, the fields of those that are objects, the items of lists. */
interface Shape {
  readonly types: readonly string[];
  readonly fields?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
}

/** The names of fields and headers and the types of values, for a file. It holds none of the values. */
export function shapesOf({ token, answers, exchanges }: Seen): object {
  const entries = [...answers].map(([name, { status, json, text }]) => {
    const operation = name in OPERATIONS ? `GET ${OPERATIONS[name as keyof typeof OPERATIONS].path}` : name;
    return [operation, { status, body: json === undefined && text !== '' ? 'text' : shapeOf([json]) }];
  });
  const headers = new Set(exchanges.flatMap((exchange) => exchange.headers));
  return {
    token: token && shapeOf([token]),
    headers: [...headers].toSorted(),
    answers: Object.fromEntries(entries) as object,
  };
}

function shapeOf(values: readonly unknown[]): Shape {
  const objects = values.filter(isObject);
  const lists = values.filter((value) => Array.isArray(value));
  const byName = new Map<string, unknown[]>();
  for (const [name, value] of objects.flatMap(Object.entries<unknown>))
    byName.set(shownName(name), [...(byName.get(shownName(name)) ?? []), value]);
  const fields = [...byName].map(([name, given]) => [name, shapeOf(given)]);
  return {
    types: [...new Set(values.map(typeOf))].toSorted(),
    ...(objects.length > 0 && { fields: Object.fromEntries(fields) as Record<string, Shape> }),
    ...(lists.length > 0 && { items: shapeOf(lists.flat()) }),
  };
}
