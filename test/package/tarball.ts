import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { relative } from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

/** What a user of the package gets to see of its manifest. */
export interface Manifest {
  readonly main: string;
  readonly types: string;
  readonly typesVersions: { readonly '*': Record<string, readonly string[]> };
  readonly bin: Record<string, string>;
  readonly schematics: string;
  readonly scripts: Record<string, string>;
  readonly exports: Record<string, string | Record<string, Record<string, string>>>;
  readonly dependencies?: Record<string, string>;
  readonly peerDependencies: Record<string, string>;
}

/** The package as it would be published, unpacked within reach of the installed peers. */
export class Tarball {
  /** All files, relative to the package. */
  files: readonly string[] = [];
  #folder = '';

  /** Packs before the tests of a file, and cleans up after them. */
  static forThisFile(): Tarball {
    const tarball = new Tarball();
    beforeAll(() => tarball.#pack(), 120_000);
    afterAll(() => rmSync(tarball.#folder, { recursive: true, force: true }));
    return tarball;
  }

  async #pack(): Promise<void> {
    mkdirSync(`${root}.cache`, { recursive: true });
    this.#folder = mkdtempSync(`${root}.cache/package-`);
    await run(process.execPath, [`${root}scripts/pack.mjs`, this.#folder]);
    await run('tar', ['-xzf', 'package.tgz'], { cwd: this.#folder });
    this.files = readdirSync(`${this.#folder}/package`, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(`${this.#folder}/package`, `${entry.parentPath}/${entry.name}`))
      .map((path) => path.replaceAll('\\', '/'))
      .sort();
  }

  /** How large it is as it is downloaded. */
  get bytes(): number {
    return statSync(`${this.#folder}/package.tgz`).size;
  }

  get manifest(): Manifest {
    return JSON.parse(this.read('package.json')) as Manifest;
  }

  read(path: string): string {
    return readFileSync(`${this.#folder}/package/${path}`, 'utf8');
  }

  /** Runs an ES module in a process of its own that has the package's folder as its place. */
  async evaluate(script: string): Promise<unknown> {
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: `${this.#folder}/package`,
    });
    return JSON.parse(stdout);
  }
}
