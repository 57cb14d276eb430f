import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, it } from 'vitest';
import { root, textOf } from '../../scripts/snippets.mjs';
import { anchorsIn, linksIn } from './snippets/links.js';

const PAGE = 'SECURITY.md';

it('every link of SECURITY.md leads somewhere, and the guide leads to it', () => {
  const dead = linksIn(PAGE).filter((link) => {
    const [path = '', anchor] = link.split('#');
    return !existsSync(root + path) || (anchor !== undefined && !anchorsIn(path).includes(anchor));
  });

  expect(dead).toEqual([]);
  expect(linksIn('docs/security.md').map((link) => posix.join('docs', link))).toContain(PAGE);
});

it('SECURITY.md says of every boundary what holds', () => {
  const boundaries = [...textOf(PAGE).matchAll(/^#### (.+)\n\n\|.+\n\|.+\n((?:\|.+\n)+)/gm)];

  expect(boundaries.map(([, name]) => name)).toEqual([
    'Between the host and the package',
    'Between the package and the API',
    'Between the package and a shared store',
    'Between a sender of webhooks and the host',
    'Between the commands and a developer',
    'Between a release and its user',
  ]);
  const threats = boundaries.flatMap(([, , rows = '']) =>
    rows
      .trimEnd()
      .split('\n')
      .map((row) => row.split('|')[2]),
  );
  expect(new Set(threats.map((threat = '') => threat.trim()))).toEqual(new Set('STRIDE'));
});
