/**
 * What the schematic needs of the tree and the context of Angular's devkit, which the Nest CLI brings along. Their types are
 * written down here, so that the package does without that dependency.
 */
export interface Tree {
  /** The bytes of a file, or null if there is none. */
  read(path: string): Uint8Array | null;
  overwrite(path: string, content: string): void;
  create(path: string, content: string): void;
  getDir(path: string): Folder;
}

/** A folder of the tree, with the names of what lies in it. */
export interface Folder {
  readonly subfiles: readonly string[];
  readonly subdirs: readonly string[];
}

/** What the CLI hands to a schematic besides the tree. */
export interface Context {
  readonly logger: { info(text: string): void; warn(text: string): void };
  addTask(task: { toConfiguration(): { name: string; options: object } }): unknown;
}
