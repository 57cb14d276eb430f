// Completes the CommonJS copy of the package, which is ESM. The marker has Node read it as CommonJS. Node itself loads
// the ES modules by the condition "module-sync", for require() as well; a tool that collects files for a deployment and
// does not know the condition finds the copy, so that each entry of the copy names the ES module that Node will load.
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { posix } from 'node:path';

const root = new URL('../', import.meta.url);
const { exports } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));

writeFileSync(new URL('dist/cjs/package.json', root), '{ "type": "commonjs" }\n');
for (const { import: esm, require: commonJS } of Object.values(exports)) {
  if (!commonJS) continue;
  const target = posix.relative(posix.dirname(commonJS.default), esm.default);
  appendFileSync(
    new URL(commonJS.default, root),
    `// This never runs. It tells tools that collect files which module Node loads in place of this one.\n` +
      `void (() => require('${target}'));\n`,
  );
}
