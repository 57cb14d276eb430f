// Compiles the package and the sample application into an empty `dist`, and what further configurations name as well:
// node scripts/compile.mjs tsconfig.cjs.json
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const cwd = fileURLToPath(new URL('..', import.meta.url));
// The native compiler takes a tenth of the time of TypeScript 6, and writes the same.
const compiler = fileURLToPath(new URL('bin/tsc', import.meta.resolve('typescript7/package.json')));

rmSync(`${cwd}dist`, { recursive: true, force: true });
try {
  for (const configuration of ['tsconfig.build.json', ...process.argv.slice(2)])
    execFileSync(process.execPath, [compiler, '-p', configuration], { cwd, stdio: 'inherit' });
} catch {
  // The compiler has printed what is wrong.
  process.exit(1);
}
// The Nest CLI looks here for the schematic behind `nest add`.
copyFileSync(`${cwd}schematics/collection.json`, `${cwd}dist/schematics/collection.json`);
cpSync(`${cwd}sample-app/dashboard/page`, `${cwd}dist/sample-app/dashboard/page`, { recursive: true });
