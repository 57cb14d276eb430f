// A deployment that has only the files of the package that a tracer found runs on the Node on which it was traced.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { nodeFileTrace } from '@vercel/nft';

const PACKAGE = 'node_modules/nestjs-alternative-payments/';

const base = realpathSync('.');
const { fileList } = await nodeFileTrace([join(base, 'dist/src/main.js')], { base, processCwd: base });
const traced = [...fileList]
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.startsWith(PACKAGE) || file.startsWith('dist/'));
assert.ok(traced.some((file) => file.startsWith(PACKAGE)));

const deployment = mkdtempSync(join(realpathSync(tmpdir()), 'traced-'));
try {
  for (const file of traced) {
    mkdirSync(dirname(join(deployment, file)), { recursive: true });
    cpSync(join(base, file), join(deployment, file));
  }
  // All other packages are there whole.
  for (const name of readdirSync('node_modules')) {
    const target = join(deployment, 'node_modules', name);
    if (!name.startsWith('.') && !`${PACKAGE}`.endsWith(`/${name}/`))
      // On Windows, everybody may make a junction, and only administrators another link.
      symlinkSync(join(base, 'node_modules', name), target, 'junction');
  }
  const output = execFileSync(process.execPath, ['--preserve-symlinks', 'dist/src/main.js'], {
    cwd: deployment,
    encoding: 'utf8',
  });
  assert.match(output, /customers, valid/);
} finally {
  rmSync(deployment, { recursive: true, force: true });
}
