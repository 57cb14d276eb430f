import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Compiles the package for processes of their own, and returns the URL of its main entry. */
export async function compilePackage(): Promise<string> {
  const outDir = `${root}.cache/compiled`;
  const compiler = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));
  const options = [
    '-p',
    `${root}tsconfig.build.json`,
    '--outDir',
    outDir,
    '--noCheck',
    '--sourceMap',
    'false',
  ];
  await promisify(execFile)(process.execPath, [compiler, ...options], { cwd: root });
  return pathToFileURL(`${outDir}/lib/index.js`).href;
}
