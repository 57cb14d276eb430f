import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

it('npm version writes the version into the code that reports it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'version-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'lib/opentelemetry'), { recursive: true });
  cpSync(join(root, 'lib/opentelemetry/scope.ts'), join(folder, 'lib/opentelemetry/scope.ts'));
  writeFileSync(join(folder, 'package.json'), '{ "version": "3.4.5-rc.6" }');

  execFileSync(process.execPath, [join(root, 'scripts/stamp-version.mjs')], { cwd: folder });

  const stamped = readFileSync(join(folder, 'lib/opentelemetry/scope.ts'), 'utf8');
  expect(stamped).toContain("['nestjs-alternative-payments', '3.4.5-rc.6'] as const");
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  expect(scripts['version']).toBe('node scripts/stamp-version.mjs && git add lib/opentelemetry/scope.ts');
});
