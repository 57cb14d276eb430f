// Makes the typings of either build bring along the other's addition to axios' request configuration. It reaches
// axios' types of its own module format only, while the HttpService of Nest 11 has the CommonJS ones and that of
// Nest 12 the ESM ones, whichever format the host has.
import { readFileSync, writeFileSync } from 'node:fs';

const TYPINGS = 'http/request-options.d.ts';

for (const [build, other] of [
  ['lib', 'cjs'],
  ['cjs', 'lib'],
]) {
  const file = new URL(`../dist/${build}/${TYPINGS}`, import.meta.url);
  writeFileSync(file, `/// <reference path="../../${other}/${TYPINGS}" />\n${readFileSync(file, 'utf8')}`);
}
