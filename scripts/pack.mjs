// node scripts/pack.mjs <folder>: packs the package as `npm publish` would, and leaves the tarball in the folder
// as package.tgz. It builds a copy, because `dist` may be in use, for instance by the sample application.
import { execSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = resolve(process.argv[2]);
const isLeftOut = (name) => name.startsWith('.') || ['node_modules', 'dist', 'test', 'tools'].includes(name);

// The copy lies within the project, so that its build finds the tools that are installed there.
mkdirSync(`${root}.cache`, { recursive: true });
const copy = mkdtempSync(`${root}.cache/package-source-`);
try {
  for (const name of readdirSync(root))
    if (!isLeftOut(name)) cpSync(root + name, `${copy}/${name}`, { recursive: true });

  execSync('npm pack --silent', { cwd: copy, stdio: ['ignore', 'ignore', 'inherit'] });
  const tarball = readdirSync(copy).find((name) => name.endsWith('.tgz'));
  // The folder may be on another drive, where nothing can be moved to.
  copyFileSync(`${copy}/${tarball}`, `${folder}/package.tgz`);
} finally {
  rmSync(copy, { recursive: true, force: true });
}
