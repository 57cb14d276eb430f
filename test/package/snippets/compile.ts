import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { entries } from '../../../scripts/exported.mjs';
import { moduleOf, PRELUDE, root, type Snippet, textOf } from '../../../scripts/snippets.mjs';

/** One line of what the compiler says: a place, a code and a message. */
const PROBLEM = /^snippet-(\d+)\.ts\((\d+),\d+\): error TS\d+: (.+)$/;

/** Compiles snippets as strictly as the package itself, against its sources. Returns what the compiler says. */
export async function problemsOf(snippets: readonly Snippet[]): Promise<string[]> {
  mkdirSync(`${root}.cache`, { recursive: true });
  const folder = mkdtempSync(`${root}.cache/snippets-`);
  try {
    const modules = snippets.map(moduleOf);
    writeFileSync(`${folder}/${basename(PRELUDE)}`, textOf(PRELUDE));
    writeFileSync(`${folder}/tsconfig.json`, JSON.stringify(CONFIGURATION));
    for (const [index, code] of modules.entries()) writeFileSync(`${folder}/snippet-${index}.ts`, code);
    const said = await compile(folder);
    return said.split(/\r?\n/).flatMap((text) => {
      // What a message says further is indented.
      if (text === '' || text.startsWith(' ')) return [];
      const [, index, line, message] = PROBLEM.exec(text) ?? [];
      if (message === undefined) return [text];
      const { file, line: begin, code } = snippets[Number(index)]!;
      const frame = modules[Number(index)]!.split(code)[0]!.split('\n').length;
      return [`${file}:${begin + Number(line) - frame}: ${message}`];
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The native compiler takes a tenth of the time of the other. It ends with a code if something is wrong, which it prints. */
function compile(folder: string): Promise<string> {
  const compiler = `${root}node_modules/typescript7/bin/tsc`;
  return promisify(execFile)(process.execPath, [compiler, '-p', '.', '--pretty', 'false'], {
    cwd: folder,
  }).then(
    ({ stdout }) => stdout,
    ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr,
  );
}

const CONFIGURATION = {
  extends: `${root}tsconfig.json`,
  compilerOptions: {
    // Snippets suit CommonJS and ES modules, so that extensions do not matter here.
    module: 'esnext',
    moduleResolution: 'bundler',
    noEmit: true,
    declaration: false,
    isolatedModules: false,
    noUnusedLocals: false,
    rootDir: root,
    // An example may import another one.
    rootDirs: ['.', `${root}docs/examples`],
    paths: {
      ...Object.fromEntries(entries().map(({ name, file }) => [name, [root + file]])),
      '@wyre-technology/node-alternative-payments': [
        `${root}test/package/snippets/node-alternative-payments.ts`,
      ],
    },
  },
  include: ['.'],
  exclude: [],
};
