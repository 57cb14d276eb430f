import type { OperationName } from '../../api/calls/operations.js';

/** A JSON object with unknown content. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** What is asked: operations of the API, and three requests that belong to no operation of their own. */
export type QuestionName = OperationName | 'nextPage' | 'externalId' | 'unknownRoute';

/** An answer of the API. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  /** The body as JSON; undefined if it is none. */
  readonly json: unknown;
}

/** An answer as it came, before the module repeated the request. */
export interface Exchange {
  readonly status: number;
  /** The names of the headers in lower case. */
  readonly headers: readonly string[];
}

/** Everything that was seen of the service. */
export interface Seen {
  /** The answer of the token endpoint without the token. */
  readonly token: JsonObject | undefined;
  readonly answers: ReadonlyMap<QuestionName, Answer>;
  /** Questions that were asked and not answered. */
  readonly unanswered: ReadonlySet<QuestionName>;
  readonly exchanges: readonly Exchange[];
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The records of a list, whether it is a page or bare. */
export function recordsOf(answer: Answer | undefined): JsonObject[] {
  const { json } = answer ?? {};
  const list = isObject(json) ? json['data'] : json;
  return answer?.status === 200 && Array.isArray(list) ? list.filter(isObject) : [];
}

/** The values at a path such as `line_items.amount`, where lists stand for each of their items. */
export function valuesAt(path: string, records: readonly JsonObject[]): unknown[] {
  return path
    .split('.')
    .reduce<unknown[]>(
      (values, field) => values.filter(isObject).flatMap((value) => value[field] ?? []),
      [...records],
    );
}
