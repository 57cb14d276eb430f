import { createRequire } from 'node:module';
import { compilerOf } from './compiler.js';
import { withVariables } from './env-example.js';
import { readText } from './files.js';
import type { Context, Tree } from './host.js';
import { hostManifest, MANIFEST, nestMajorOf } from './host-manifest.js';
import { type Manifest, missingPeers, peerNotes, peersFor, withDependencies } from './peers.js';
import { projectOf } from './project.js';
import { registered } from './register-module.js';
import { PACKAGE, registeringFile } from './registration.js';
import { rootModuleOf } from './root-module.js';
import { sourceTexts } from './source-texts.js';
import { byHand, nextStep } from './texts.js';
import { UnknownShape } from './unknown-shape.js';

const VARIABLES = '.env.example';

/** What the Nest CLI hands over. */
interface Options {
  /** The folder of the project that is asked for. */
  readonly sourceRoot?: string;
}

/** The schematic behind `nest add nestjs-alternative-payments`. It changes everything that is needed, or nothing. */
export function nestAdd({ sourceRoot }: Options = {}) {
  return (tree: Tree, context: Context): void => {
    const own = createRequire(import.meta.url)(`${PACKAGE}/package.json`) as Manifest;
    // They are listed for a person who has to go on by hand, as far as they are known by then.
    let missing: Readonly<Record<string, string>> = {};
    try {
      const { text, content } = hostManifest(tree);
      const peers = peersFor(nestMajorOf(tree, content), own);
      missing = missingPeers(peers, content);
      const { files, message } = registration(tree, sourceRoot, !('@nestjs/config' in missing));
      const isComplete = Object.keys(missing).length === 0;
      if (!isComplete) files.set(MANIFEST, withDependencies(text, content, missing));

      for (const [path, changed] of files) write(tree, path, changed);
      if (!isComplete) installPackages(context);
      for (const note of peerNotes(content, own, peers)) context.logger.warn(note);
      context.logger.info(message);
    } catch (error) {
      if (!(error instanceof UnknownShape)) throw error;
      context.logger.warn(byHand(error.message, missing));
    }
  };
}

/** The files that register the module, and what to say. There are none if it is registered. */
function registration(
  tree: Tree,
  sourceRoot: string | undefined,
  usesConfig: boolean,
): { files: Map<string, string>; message: string } {
  const compiler = compilerOf(process.cwd());
  const project = projectOf(tree, sourceRoot);
  const texts = sourceTexts(tree, project.sourceRoot);
  const present = registeringFile(texts, compiler);
  if (present)
    return { files: new Map(), message: `AlternativePaymentsModule is registered in ${present} already.` };

  const root = rootModuleOf(tree, compiler, project.entryFile);
  const { path } = root.source;
  // What several projects share lies outside of the folder of this one.
  const mayBeElsewhere =
    project.name !== undefined || texts.some(({ text }) => text.includes('@nestjs/config'));
  const files = new Map([
    [path, registered(root, usesConfig && mayBeElsewhere)],
    [VARIABLES, withVariables(readText(tree, VARIABLES) ?? '')],
  ]);
  return { files, message: `AlternativePaymentsModule is registered in ${path}.\n${nextStep(project)}` };
}

function write(tree: Tree, path: string, text: string): void {
  const before = readText(tree, path);
  if (before === undefined) tree.create(path, text);
  else if (before !== text) tree.overwrite(path, text);
}

/** Has the CLI install what package.json lists, with the package manager whose lock file there is. */
function installPackages(context: Context): void {
  const options = { command: 'install', quiet: true };
  context.addTask({ toConfiguration: () => ({ name: 'node-package', options }) });
}
