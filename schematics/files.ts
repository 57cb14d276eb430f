import type { Tree } from './host.js';
import { UnknownShape } from './unknown-shape.js';

/**
 * The text of a file, with its byte order mark, so that the file can be written again as it was.
 *
 * @returns undefined if there is no such file
 * @throws UnknownShape if it is not UTF-8
 */
export function readText(tree: Tree, path: string): string | undefined {
  const bytes = tree.read(path);
  if (!bytes) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UnknownShape(`${path} is not encoded in UTF-8.`);
  }
}

/**
 * The object in a JSON file.
 *
 * @returns undefined if there is no such file
 * @throws UnknownShape if it holds something else
 */
export function readJson<T extends object>(tree: Tree, path: string): T | undefined {
  const text = readText(tree, path);
  return text === undefined ? undefined : parseJson<T>(text, path);
}

/** @throws UnknownShape if the text is not JSON for an object */
export function parseJson<T extends object>(text: string, path: string): T {
  try {
    const value: unknown = JSON.parse(text.replace(BYTE_ORDER_MARK, ''));
    if (typeof value === 'object' && value !== null) return value as T;
  } catch {
    // What cannot be read is as unknown as what is no object.
  }
  throw new UnknownShape(`${path} does not hold a JSON object.`);
}

export const BYTE_ORDER_MARK = /^\uFEFF/;

/** How the lines of a text end. */
export function newlineOf(text: string): '\r\n' | '\n' {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
