import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Context, Folder, Tree } from '../../schematics/host.js';
import { nestAdd } from '../../schematics/nest-add.js';

type Files = Readonly<Record<string, string>>;

const GENERATED = fileURLToPath(new URL('../package/consumers', import.meta.url));

/** What `nest new` generates for a version of Nest, as far as the schematic looks at it. */
export function generated(version: 11 | 12): Files {
  const paths = [
    'package.json',
    'nest-cli.json',
    'src/main.ts',
    'src/app.module.ts',
    'src/app.controller.ts',
  ];
  const text = (path: string): string => readFileSync(`${GENERATED}/nest-new-${version}/${path}`, 'utf8');
  return Object.fromEntries(paths.map((path) => [path, text(path)]));
}

/** What the schematic has made of an application. */
interface Result {
  /** All files afterwards. */
  readonly files: Files;
  /** The paths of those that are new or differ. */
  readonly changed: readonly string[];
  readonly tasks: readonly object[];
  /** What the user gets to read. */
  readonly said: string;
}

/** Runs the schematic over files in memory, as the CLI does over those of a folder. */
export function add(files: Files, options: { sourceRoot?: string } = { sourceRoot: 'src' }): Result {
  const tree = new MemoryTree(files);
  const said: string[] = [];
  const tasks: object[] = [];
  const context: Context = {
    logger: { info: (text) => said.push(text), warn: (text) => said.push(text) },
    addTask: (task) => tasks.push(task.toConfiguration()),
  };
  nestAdd(options)(tree, context);
  const after = tree.texts();
  const changed = Object.keys(after).filter((path) => after[path] !== files[path]);
  return { files: after, changed, tasks, said: said.join('\n') };
}

/** The part of the devkit's tree that counts, with its rules: one creates what is not there, and overwrites what is. */
class MemoryTree implements Tree {
  readonly #files: Map<string, Buffer>;

  constructor(files: Files) {
    this.#files = new Map(Object.entries(files).map(([path, text]) => [path, bytesOf(text)]));
  }

  read(path: string): Uint8Array | null {
    return this.#files.get(posix.normalize(path)) ?? null;
  }

  overwrite(path: string, content: string): void {
    if (!this.read(path)) throw new Error(`There is no ${path} to overwrite.`);
    this.#files.set(path, Buffer.from(content));
  }

  create(path: string, content: string): void {
    if (this.read(path)) throw new Error(`There is a ${path} already.`);
    this.#files.set(path, Buffer.from(content));
  }

  getDir(path: string): Folder {
    const below = [...this.#files.keys()].flatMap((file) => {
      const relative = posix.relative(path, file);
      return relative.startsWith('..') ? [] : [relative.split('/')];
    });
    const names = (isFile: boolean): string[] => [
      ...new Set(below.filter((parts) => (parts.length === 1) === isFile).map(([name]) => name!)),
    ];
    return { subfiles: names(true), subdirs: names(false) };
  }

  texts(): Files {
    return Object.fromEntries([...this.#files].map(([path, bytes]) => [path, textOf(bytes)]));
  }
}

/** A text that begins with this mark stands for bytes that are not UTF-8. */
export const LATIN_1 = 'latin1:';

function bytesOf(text: string): Buffer {
  return text.startsWith(LATIN_1) ? Buffer.from(text.slice(LATIN_1.length), 'latin1') : Buffer.from(text);
}

function textOf(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? text : LATIN_1 + bytes.toString('latin1');
}
