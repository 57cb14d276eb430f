import { expect, it } from 'vitest';
import { type Operation, OPERATIONS } from '../../lib/api/calls/operations.js';
import { textOf } from '../../scripts/snippets.mjs';

/** The first three cells of a row for an operation. The third has words in place of a scope where none is known. */
const ROW = /^\| `(\w+\.\w+)` +\| `(\S+ \S+)` +\| (?:`(\S+)`(\?)?|[a-z ]+) +\|/gm;

it('docs/customers-and-invoices.md has every operation, with its request and its scope', () => {
  const rows = [...textOf('docs/customers-and-invoices.md').matchAll(ROW)].map(
    ([, name, request, scope, isProbable]) => [name, { request, [isProbable ? 'probable' : 'sure']: scope }],
  );

  const expected = Object.entries<Operation>(OPERATIONS).map(
    ([name, { method, path, scope, probableScope }]) => [
      name,
      { request: `${method} ${path}`, sure: scope, probable: probableScope },
    ],
  );
  expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(expected));
});
