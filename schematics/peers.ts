import { BYTE_ORDER_MARK, newlineOf } from './files.js';
import { alternativesOf, highestOf, isWithin } from './ranges.js';

/** The major versions of Nest that the package supports. */
export const NEST_MAJORS = [11, 12] as const;

export type NestMajor = (typeof NEST_MAJORS)[number];

type Ranges = Readonly<Record<string, string>>;

/** What counts of a package.json. */
export interface Manifest {
  readonly dependencies?: Ranges;
  readonly devDependencies?: Ranges;
  readonly optionalDependencies?: Ranges;
  readonly peerDependencies?: Ranges;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/**
 * The range of each required peer that fits a major version of Nest.
 *
 * @param own the package.json of this package; a peer that belongs to Nest has one range for each major, in their order
 */
export function peersFor(
  major: NestMajor,
  { peerDependencies = {}, peerDependenciesMeta = {} }: Manifest,
): Ranges {
  const required = Object.entries(peerDependencies).filter(([name]) => !peerDependenciesMeta[name]?.optional);
  return Object.fromEntries(
    required.map(([name, ranges]) => {
      const alternatives = alternativesOf(ranges);
      const index = name.startsWith('@nestjs/') ? NEST_MAJORS.indexOf(major) : alternatives.length - 1;
      return [name, alternatives[index]!];
    }),
  );
}

/** The peers that the application does not have at all. */
export function missingPeers(peers: Ranges, host: Manifest): Ranges {
  const { dependencies, devDependencies, optionalDependencies, peerDependencies } = host;
  const present = { ...dependencies, ...devDependencies, ...optionalDependencies, ...peerDependencies };
  return Object.fromEntries(Object.entries(peers).filter(([name]) => !(name in present)));
}

/** What the application has in another way than the package needs it. It is the owner of the application who decides. */
export function peerNotes(host: Manifest, { peerDependencies = {} }: Manifest, peers: Ranges): string[] {
  const {
    dependencies = {},
    devDependencies = {},
    optionalDependencies = {},
    peerDependencies: own = {},
  } = host;
  const used = { ...own, ...optionalDependencies, ...dependencies };
  return Object.keys(peers).flatMap((name) => {
    const range = used[name] ?? devDependencies[name];
    if (range === undefined) return [];
    const version = highestOf(range);
    const needed = peerDependencies[name]!;
    return [
      ...(version && !isWithin(version, needed)
        ? [
            `package.json asks for ${name} ${range}, and this package needs ${needed}. Nothing was changed there.`,
          ]
        : []),
      ...(name in used
        ? []
        : [
            `${name} is among the devDependencies, which production does without. Move it to "dependencies".`,
          ]),
    ];
  });
}

/** The text of a package.json with further dependencies, in the order and with the indentation that npm gives it. */
export function withDependencies(text: string, host: Manifest, added: Ranges): string {
  const entries = Object.entries({ ...host.dependencies, ...added });
  const dependencies = Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const indent = /^[ \t]+(?=")/m.exec(text)?.[0] ?? 2;
  const [mark = ''] = BYTE_ORDER_MARK.exec(text) ?? [];
  const [end = ''] = /\s*$/.exec(text) ?? [];
  const json = JSON.stringify({ ...host, dependencies }, undefined, indent);
  return mark + json.replaceAll('\n', newlineOf(text)) + end;
}
