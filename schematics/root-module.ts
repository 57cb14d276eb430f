import { posix } from 'node:path';
import type ts from 'typescript';
import type { Compiler } from './compiler.js';
import { readText } from './files.js';
import type { Tree } from './host.js';
import { Source, specifierOf } from './source.js';
import { UnknownShape } from './unknown-shape.js';

/** The class that Nest creates the application from. */
export interface RootModule {
  readonly source: Source;
  readonly name: string;
  /** What its `@Module()` is given. */
  readonly metadata: ts.ObjectLiteralExpression;
}

/** Finds the root module as Nest does, by the call that creates the application in the entry file. */
export function rootModuleOf(tree: Tree, compiler: Compiler, entryFile: string): RootModule {
  const entry = sourceAt(tree, compiler, entryFile);
  const local = createdClass(entry);
  if (declaredClass(entry, local)) return rootModuleIn(entry, local);
  const { path, name } = importedClass(tree, entry, local);
  return rootModuleIn(sourceAt(tree, compiler, path), name);
}

function sourceAt(tree: Tree, compiler: Compiler, path: string): Source {
  const text = readText(tree, path);
  if (text === undefined) throw new UnknownShape(`There is no ${path}.`);
  return new Source(compiler, path, text);
}

/** The name of the only class that the entry file has Nest create something from. */
function createdClass(entry: Source): string {
  const { compiler } = entry;
  const names = entry.all(compiler.isCallExpression).flatMap(({ expression: called, arguments: [first] }) => {
    const creates =
      compiler.isPropertyAccessExpression(called) &&
      ['create', 'createMicroservice', 'createApplicationContext'].includes(called.name.text) &&
      entry.is(called.expression, 'NestFactory', '@nestjs/core');
    if (!creates) return [];
    return [first && compiler.isIdentifier(first) ? first.text : ''];
  });
  const [name, ...others] = new Set(names);
  if (!name || others.length > 0)
    throw new UnknownShape(`${entry.path} does not create the application from exactly one class.`);
  return name;
}

function importedClass(tree: Tree, entry: Source, local: string): { path: string; name: string } {
  for (const { importClause, moduleSpecifier } of entry.imports) {
    const bindings = importClause?.namedBindings;
    if (!bindings || !entry.compiler.isNamedImports(bindings)) continue;
    const element = bindings.elements.find(({ name }) => name.text === local);
    const specifier = specifierOf(moduleSpecifier);
    if (!element || !specifier.startsWith('.')) continue;
    const target = posix.join(posix.dirname(entry.path), specifier).replace(/\.js$/, '');
    const path = [`${target}.ts`, `${target}/index.ts`].find((candidate) => tree.read(candidate));
    if (path) return { path, name: (element.propertyName ?? element.name).text };
  }
  throw new UnknownShape(`${entry.path} does not import ${local} from a file of the application.`);
}

function declaredClass({ file, compiler }: Source, name: string): ts.ClassDeclaration | undefined {
  return file.statements
    .filter((statement) => compiler.isClassDeclaration(statement))
    .find((declaration) => declaration.name?.text === name);
}

/** @throws UnknownShape if the class is not in the file, or has no `@Module()` with a literal object */
export function rootModuleIn(source: Source, name: string): RootModule {
  const { compiler } = source;
  const declaration = declaredClass(source, name);
  const decorators = declaration ? (compiler.getDecorators(declaration) ?? []) : [];
  const calls = decorators
    .map(({ expression }) => expression)
    .filter((expression) => compiler.isCallExpression(expression))
    .filter(({ expression }) => source.is(expression, 'Module', '@nestjs/common'));
  const [metadata, ...others] = calls.flatMap((call) => [...call.arguments]);
  if (calls.length !== 1 || !metadata || others.length > 0 || !compiler.isObjectLiteralExpression(metadata))
    throw new UnknownShape(`${source.path} does not hold the class ${name} with @Module({ … }).`);
  return { source, name, metadata };
}
