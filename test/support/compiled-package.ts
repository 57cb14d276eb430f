import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What is compiled: the package, and the processes of fleets, which import it by its name. */
const SOURCES = ['lib', 'test/long/processes/member', 'test/long/webhooks/receiver'];

const EXPORTS = {
  '.': './lib/index.js',
  './opentelemetry': './lib/opentelemetry/index.js',
  './redis': './lib/redis/index.js',
  './testing': './lib/testing/index.js',
  './webhooks': './lib/webhooks/index.js',
};

/** Compiles the package for processes of their own, and returns the URL of its main entry. */
export async function compilePackage(): Promise<string> {
  return pathToFileURL(await compiledFile('lib/index.ts')).href;
}

/** Compiles the package and what works with it, and returns the path of what became of the given source. */
export async function compiledFile(source: string): Promise<string> {
  return join(await compile(), source.replace(/\.ts$/, '.js'));
}

/** The folder is named for what is in it, so that each state is compiled once, however many ask for it. */
async function compile(): Promise<string> {
  const compiled = join(root, '.cache/compiled');
  const folder = join(compiled, await hashOfSources());
  if (existsSync(folder)) return folder;
  await mkdir(compiled, { recursive: true });
  // Two workers may do this at the same time. Neither finds what the other has only begun.
  const work = await mkdtemp(`${folder}-`);
  try {
    await compileInto(work);
    await rename(work, folder).catch((reason: NodeJS.ErrnoException) => {
      if (reason.code !== 'ENOTEMPTY' && reason.code !== 'EEXIST') throw reason;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return folder;
}

async function compileInto(folder: string): Promise<void> {
  const manifest = { name: 'nestjs-alternative-payments', type: 'module', exports: EXPORTS };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  const configuration = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: { rootDir: root, outDir: '.', noCheck: true, declaration: false },
    include: SOURCES.map((source) => join(root, source)),
    exclude: [],
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(configuration));
  // The native compiler takes a tenth of the time of the other, and writes the same.
  const compiler = join(root, 'node_modules/typescript7/bin/tsc');
  await promisify(execFile)(process.execPath, [compiler, '-p', folder]);
}

async function hashOfSources(): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([SOURCES, EXPORTS]));
  for (const source of SOURCES) {
    const names = await readdir(join(root, source), { recursive: true });
    const files = names.filter((name) => name.endsWith('.ts')).map((name) => join(source, name));
    for (const file of ['tsconfig.json', ...files.toSorted()])
      hash.update(`${file}\0`).update(await readFile(join(root, file)));
  }
  return hash.digest('hex').slice(0, 16);
}
