import { textOf } from '../../../scripts/snippets.mjs';

/** The anchors of a file's headings, as GitHub makes them. */
export const anchorsIn = (file: string): string[] =>
  [...withoutCode(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .replaceAll(/\]\([^)]*\)/g, '')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );

/** Targets of the links of a file. */
export const linksIn = (file: string): string[] =>
  [...withoutCode(file).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);

const withoutCode = (file: string): string => textOf(file).replaceAll(/^ *```[\s\S]*?^ *```$/gm, '');
