import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { Tarball } from './tarball.js';

const tarball = Tarball.forThisFile();

/** The typings of each entry. */
const ENTRIES = {
  '.': 'dist/lib/index.d.ts',
  './opentelemetry': 'dist/lib/opentelemetry/index.d.ts',
  './redis': 'dist/lib/redis/index.d.ts',
  './terminus': 'dist/lib/terminus/index.d.ts',
  './testing': 'dist/lib/testing/index.d.ts',
  './webhooks': 'dist/lib/webhooks/index.d.ts',
};

/** The typings of the tarball, and nothing from elsewhere: what other packages export is not ours to export. */
function checkerOf(): { checker: ts.TypeChecker; exportsOf: (path: string) => ts.Symbol[] } {
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    noLib: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const inTarball = (path: string): string => path.slice(path.indexOf('dist/'));
  const isHeld = (path: string): boolean => tarball.files.includes(inTarball(path));
  host.fileExists = isHeld;
  host.readFile = (path) => (isHeld(path) ? tarball.read(inTarball(path)) : undefined);
  host.getSourceFile = (path, target) =>
    isHeld(path) ? ts.createSourceFile(path, tarball.read(inTarball(path)), target) : undefined;
  host.directoryExists = () => true;
  host.realpath = (path) => path;
  const program = ts.createProgram(
    Object.values(ENTRIES).map((path) => `/package/${path}`),
    options,
    host,
  );
  const checker = program.getTypeChecker();
  const namesOf = (module: ts.Symbol): ts.Symbol[] =>
    checker.getExportsOfModule(module).map((one) => resolved(one, checker));
  const exportsOf = (path: string): ts.Symbol[] => {
    const file = program.getSourceFile(`/package/${path}`);
    const symbol = file && checker.getSymbolAtLocation(file);
    return symbol === undefined
      ? []
      : namesOf(symbol).flatMap((one) => (isNamespace(one) ? [one, ...namesOf(one)] : [one]));
  };
  return { checker, exportsOf };
}

function isNamespace(symbol: ts.Symbol): boolean {
  return (symbol.flags & ts.SymbolFlags.ValueModule) !== 0;
}

function resolved(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** Everything of the package that the typings of these symbols name, however far away. */
function reachableFrom(symbols: ts.Symbol[], checker: ts.TypeChecker): Set<ts.Symbol> {
  const reached = new Set<ts.Symbol>();
  const waiting = [...symbols];
  for (let symbol = waiting.pop(); symbol !== undefined; symbol = waiting.pop()) {
    if (reached.has(symbol)) continue;
    reached.add(symbol);
    const visit = (node: ts.Node): void => {
      // What the module makes and hands out is not made by users, so that its parts are nobody's business.
      if (ts.isConstructorDeclaration(node) && isMadeByTheModule(node)) return;
      // What is private is listed without its type.
      const name = nameIn(node);
      const target = name && checker.getSymbolAtLocation(name);
      if (target) waiting.push(resolved(target, checker));
      ts.forEachChild(node, visit);
    };
    for (const declaration of symbol.declarations ?? []) if (isOurs(declaration)) visit(declaration);
  }
  return reached;
}

/** Users make their stores and budgets themselves; services and errors they get. */
function isMadeByTheModule(constructor: ts.ConstructorDeclaration): boolean {
  return !constructor.getSourceFile().fileName.includes('/redis/');
}

function nameIn(node: ts.Node): ts.Node | undefined {
  if (ts.isTypeReferenceNode(node)) return node.typeName;
  if (ts.isExpressionWithTypeArguments(node)) return node.expression;
  if (ts.isTypeQueryNode(node)) return node.exprName;
  if (ts.isImportTypeNode(node)) return node.qualifier;
  return undefined;
}

function isOurs(declaration: ts.Declaration): boolean {
  return (
    ts.isClassDeclaration(declaration) ||
    ts.isInterfaceDeclaration(declaration) ||
    ts.isTypeAliasDeclaration(declaration) ||
    ts.isFunctionDeclaration(declaration) ||
    ts.isVariableDeclaration(declaration)
  );
}

describe('every type that the typings lead to', () => {
  it.each(Object.entries(ENTRIES))('can be imported by its name: %s', (_entry, path) => {
    const { checker, exportsOf } = checkerOf();
    const exported = exportsOf(path);
    // An entry may lead to what the main entry exports, and a store to the contract that it keeps.
    const known = new Set([...exported, ...exportsOf(ENTRIES['.']), ...exportsOf(ENTRIES['./webhooks'])]);

    const hidden = [...reachableFrom(exported, checker)]
      .filter((symbol) => symbol.declarations?.some(isOurs) && !known.has(symbol))
      .map(({ name }) => name);

    expect(exported.length).toBeGreaterThan(0);
    expect(hidden).toEqual([]);
  });
});
