import { parseJson, readJson, readText } from './files.js';
import type { Tree } from './host.js';
import { type Manifest, NEST_MAJORS, type NestMajor } from './peers.js';
import { highestOf } from './ranges.js';
import { UnknownShape } from './unknown-shape.js';

export const MANIFEST = 'package.json';

/** @throws UnknownShape if the application has none */
export function hostManifest(tree: Tree): { text: string; content: Manifest } {
  const text = readText(tree, MANIFEST);
  if (text === undefined) throw new UnknownShape(`There is no ${MANIFEST}.`);
  return { text, content: parseJson<Manifest>(text, MANIFEST) };
}

/**
 * The major version of Nest that is installed, or else the one that package.json asks for.
 *
 * @throws UnknownShape if it is none that the package supports
 */
export function nestMajorOf(tree: Tree, { dependencies = {} }: Manifest): NestMajor {
  const core = readJson<{ version?: string }>(tree, 'node_modules/@nestjs/core/package.json');
  const version = core?.version ?? dependencies['@nestjs/core'] ?? '';
  const found = highestOf(version)?.[0];
  const major = NEST_MAJORS.find((one) => one === found);
  if (!major) {
    throw new UnknownShape(
      `The package supports Nest ${NEST_MAJORS.join(' and ')}, and @nestjs/core is ${version === '' ? 'missing' : `"${version}"`}.`,
    );
  }
  return major;
}
