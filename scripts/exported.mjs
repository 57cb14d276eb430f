// What the package exports, and what the documentation in the code says of it.
import ts from 'typescript';
import { root, textOf } from './snippets.mjs';

/** The folder of the project as the compiler writes paths, on Windows as well. */
const FOLDER = root.replaceAll('\\', '/');

/** What compilers name in declarations. The main entry has the same types in its namespace. */
const FOR_COMPILERS = './api/types';

/** The entries that package.json names: how each is imported, and its file. */
export function entries() {
  const { name, exports } = JSON.parse(textOf('package.json'));
  return Object.keys(exports)
    .filter((entry) => entry !== './package.json' && entry !== FOR_COMPILERS)
    .map((entry) => ({ name: name + entry.slice(1), file: `lib${entry.slice(1)}/index.ts` }));
}

/** Everything that some entries export, except for what is internal. The text is empty where nothing is said. */
export function exportsOf(modules) {
  const program = ts.createProgram(
    modules.map(({ file }) => FOLDER + file),
    OPTIONS,
    hostOfLib(),
  );
  const checker = program.getTypeChecker();

  const resolved = (symbol) =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;

  const described = (entry, name, exported) => {
    const symbol = resolved(exported);
    const declaration = declarationOf(symbol);
    const said = ts.displayPartsToString(symbol.getDocumentationComment(checker));
    return {
      entry,
      name,
      kind: kindOf(symbol, declaration),
      file: declaration.getSourceFile().fileName.slice(FOLDER.length),
      text: firstParagraph(said || documentationOfStatement(exported)),
    };
  };

  const exportedBy = (module) => checker.getExportsOfModule(module).filter((one) => !isInternal(one));

  return modules.flatMap(({ name: entry, file }) =>
    exportedBy(checker.getSymbolAtLocation(program.getSourceFile(FOLDER + file))).flatMap((one) => {
      const members = isNamespace(resolved(one)) ? exportedBy(resolved(one)) : [];
      return [
        described(entry, one.name, one),
        ...members.map((member) => described(entry, `${one.name}.${member.name}`, member)),
      ];
    }),
  );
}

const OPTIONS = {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  noLib: true,
  types: [],
};

/** Reads what is in the project only. The types of other packages do not matter here, and take most of the time. */
function hostOfLib() {
  const host = ts.createCompilerHost(OPTIONS);
  const isOurs = (path) => path.startsWith(FOLDER) && !path.includes('/node_modules/');
  const fileExists = host.fileExists.bind(host);
  host.fileExists = (path) => isOurs(path) && fileExists(path);
  host.directoryExists = (path) => isOurs(path) || FOLDER.startsWith(path);
  return host;
}

/** A class may be declared in two parts, of which the one with the word `class` is what users import. */
function declarationOf({ declarations }) {
  return declarations.find(ts.isClassDeclaration) ?? declarations[0];
}

function kindOf(symbol, declaration) {
  if (isNamespace(symbol)) return 'namespace';
  if (ts.isClassDeclaration(declaration)) return 'class';
  if (ts.isFunctionDeclaration(declaration)) return 'function';
  if (ts.isVariableDeclaration(declaration)) return 'constant';
  return ts.isInterfaceDeclaration(declaration) ? 'interface' : 'type';
}

const isNamespace = ({ flags }) => (flags & ts.SymbolFlags.ValueModule) !== 0;

/** The statement by which an entry exports a name. */
const statementOf = ({ declarations: [declaration] }) =>
  ts.findAncestor(declaration, ts.isExportDeclaration) ?? declaration;

const isInternal = (symbol) =>
  ts.getJSDocTags(statementOf(symbol)).some(({ tagName }) => tagName.text === 'internal');

function documentationOfStatement(symbol) {
  const comments = ts.getJSDocCommentsAndTags(statementOf(symbol)).filter(ts.isJSDoc);
  return comments.map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '').join('\n');
}

/** What a list follows is no end. */
function firstParagraph(text) {
  const [first, ...others] = text.split(/\n\s*\n/);
  return first.endsWith(':') ? `${first}\n\n${others[0]}` : first;
}
