import type ts from 'typescript';
import type { Compiler } from './compiler.js';
import { UnknownShape } from './unknown-shape.js';

/** A file of TypeScript, with what it imports. */
export class Source {
  readonly file: ts.SourceFile;

  /** @throws UnknownShape if the text is not TypeScript */
  constructor(
    readonly compiler: Compiler,
    readonly path: string,
    readonly text: string,
  ) {
    const { diagnostics = [] } = compiler.transpileModule(text, { fileName: path, reportDiagnostics: true });
    if (diagnostics.some(({ file }) => file)) throw new UnknownShape(`${path} has syntax errors.`);
    this.file = compiler.createSourceFile(path, text, compiler.ScriptTarget.Latest, true);
  }

  get imports(): ts.ImportDeclaration[] {
    return this.file.statements.filter((statement) => this.compiler.isImportDeclaration(statement));
  }

  /** Whether an expression is what a module exports by a name, however it was imported. */
  is(expression: ts.Expression, name: string, from: string): boolean {
    const { compiler } = this;
    return this.imports.some(({ moduleSpecifier, importClause }) => {
      const bindings = importClause?.namedBindings;
      if (!bindings || specifierOf(moduleSpecifier) !== from) return false;
      if (compiler.isNamespaceImport(bindings)) {
        return (
          compiler.isPropertyAccessExpression(expression) &&
          expression.name.text === name &&
          isNamed(compiler, expression.expression, bindings.name.text)
        );
      }
      return bindings.elements.some(
        (element) =>
          (element.propertyName ?? element.name).text === name &&
          isNamed(compiler, expression, element.name.text),
      );
    });
  }

  /** All nodes of a kind, at whatever depth. */
  all<T extends ts.Node>(isWanted: (node: ts.Node) => node is T, within: ts.Node = this.file): T[] {
    const found: T[] = [];
    const look = (node: ts.Node): void => {
      if (isWanted(node)) found.push(node);
      node.forEachChild(look);
    };
    look(within);
    return found;
  }
}

/** What an import names, without its quotes. */
export function specifierOf(specifier: ts.Expression): string {
  return specifier.getText().slice(1, -1);
}

function isNamed(compiler: Compiler, expression: ts.Expression, name: string): boolean {
  return compiler.isIdentifier(expression) && expression.text === name;
}
