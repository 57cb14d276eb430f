import { readText } from './files.js';
import type { Tree } from './host.js';

/** A file of TypeScript that has not been parsed. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
}

/** The files of TypeScript below a folder. Tests do not count. */
export function sourceTexts(tree: Tree, folder: string): SourceText[] {
  const { subfiles, subdirs } = tree.getDir(folder);
  const names = subfiles.filter(
    (name) => /\.[cm]?ts$/.test(name) && !/[.-](?:spec|test)\.[cm]?ts$/.test(name),
  );
  return [
    ...names.map((name) => ({ path: `${folder}/${name}`, text: readText(tree, `${folder}/${name}`) ?? '' })),
    ...subdirs
      .filter((name) => name !== 'node_modules')
      .flatMap((name) => sourceTexts(tree, `${folder}/${name}`)),
  ];
}
