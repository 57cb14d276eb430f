// Runs within `npm version`, before its commit: writes the version of package.json into the code that reports it.
import { readFileSync, writeFileSync } from 'node:fs';

const SCOPE = 'lib/opentelemetry/scope.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const before = readFileSync(SCOPE, 'utf8');
writeFileSync(SCOPE, before.replace(/'\d+\.\d+\.\d+[^']*'/, `'${version}'`));
