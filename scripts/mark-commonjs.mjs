// The package is ESM; without this marker Node would read the CommonJS copy as ESM too.
import { writeFileSync } from 'node:fs';

writeFileSync(new URL('../dist/cjs/package.json', import.meta.url), '{ "type": "commonjs" }\n');
