import { readJson } from './files.js';
import type { Tree } from './host.js';
import { UnknownShape } from './unknown-shape.js';

/** What counts of nest-cli.json, whether for the application or for one of several. */
interface Configuration {
  readonly sourceRoot?: string;
  readonly entryFile?: string;
  readonly monorepo?: boolean;
  readonly projects?: Readonly<Record<string, Configuration>>;
}

/** The application that is asked for. */
export interface Project {
  /** Its name in nest-cli.json, if that lists several. */
  readonly name: string | undefined;
  readonly sourceRoot: string;
  /** The file that starts it. */
  readonly entryFile: string;
}

/**
 * @param sourceRoot what the CLI hands over: the folder of the project that the user has chosen
 * @throws UnknownShape if there are several projects and none was chosen
 */
export function projectOf(tree: Tree, sourceRoot: string | undefined): Project {
  const configuration =
    readJson<Configuration>(tree, 'nest-cli.json') ?? readJson<Configuration>(tree, '.nest-cli.json') ?? {};
  const projects = Object.entries(configuration.projects ?? {});
  if (sourceRoot === undefined && projects.length > 0)
    throw new UnknownShape('nest-cli.json lists several projects, and none was chosen.');

  const folder = sourceRoot ?? configuration.sourceRoot ?? 'src';
  const [name, project] = projects.find(([, one]) => one.sourceRoot === folder) ?? [];
  const entry = project?.entryFile ?? configuration.entryFile ?? 'main';
  return { name, sourceRoot: folder, entryFile: `${folder}/${entry}.ts` };
}
