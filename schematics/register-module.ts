import type ts from 'typescript';
import { type Edit, type Entry, edited, endOfComments, insertedInto } from './list-edit.js';
import { PACKAGE, registers } from './registration.js';
import { type RootModule, rootModuleIn } from './root-module.js';
import { Source, specifierOf } from './source.js';
import { type Style, styleOf } from './style.js';
import { UnknownShape } from './unknown-shape.js';

const CONFIG = '@nestjs/config';

/** The names that the file gets, by the package that they come from. */
const IMPORTED = {
  [CONFIG]: ['ConfigModule'],
  [PACKAGE]: ['AlternativePaymentsModule', 'alternativePaymentsConfig'],
};

/**
 * The text of the root module's file with the module registered after `ConfigModule`, which is added if it is missing.
 *
 * @param usesConfig whether another module may import `ConfigModule`
 * @throws UnknownShape if the place cannot be told without a guess
 */
export function registered(root: RootModule, usesConfig: boolean): string {
  const { source, name, metadata } = spread(root);
  const { compiler, path, text } = source;
  const style = styleOf(source, metadata);
  const imports = importsOf(source, metadata);
  const config = imports.elements.findLastIndex((element) => mentionsConfig(source, element));
  if (config < 0 && usesConfig) {
    throw new UnknownShape(
      `The application uses ${CONFIG}, but ${name} does not import ConfigModule, so that another module may.`,
    );
  }
  const added = config < 0 ? ([CONFIG, PACKAGE] as const) : ([PACKAGE] as const);
  checkNames(
    source,
    added.flatMap((from) => IMPORTED[from]),
  );

  const entries: Entry[] = [
    ...(config < 0 ? [['ConfigModule.forRoot({ isGlobal: true })']] : []),
    [
      'AlternativePaymentsModule.forRootAsync(',
      `${style.unit}alternativePaymentsConfig.asProvider()${style.lastComma}`,
      ')',
    ],
  ];
  const index = config < 0 ? imports.elements.length : config + 1;
  const edits =
    imports.list === undefined
      ? insertedInto(metadata, 0, [propertyOf(entries, style)], source, style)
      : insertedInto(imports.list, index, entries, source, style);
  const result = edited(text, [importEdit(source, added, style), ...edits]);
  // A last look: what was written has to be what was meant.
  if (!registers(new Source(compiler, path, result))) throw new UnknownShape(`${path} could not be changed.`);
  return result;
}

/** The same with each property of its metadata on a line of its own, because what is added takes several lines. */
function spread(root: RootModule): RootModule {
  const { source, name, metadata } = root;
  if (metadata.properties.length === 0) return root;
  const edits = insertedInto(metadata, 0, [], source, styleOf(source, metadata));
  return rootModuleIn(new Source(source.compiler, source.path, edited(source.text, edits)), name);
}

/** The property `imports` of the metadata. */
function importsOf(
  { compiler, path }: Source,
  { properties }: ts.ObjectLiteralExpression,
): { list: ts.ArrayLiteralExpression | undefined; elements: readonly ts.Expression[] } {
  if (properties.some((property) => compiler.isSpreadAssignment(property)))
    throw new UnknownShape(`The @Module() of ${path} is put together from several objects.`);
  const property = properties.find(({ name }) => name && /^(['"]?)imports\1$/.test(name.getText()));
  if (!property) return { list: undefined, elements: [] };
  if (!compiler.isPropertyAssignment(property) || !compiler.isArrayLiteralExpression(property.initializer))
    throw new UnknownShape(`The imports of @Module() in ${path} are not a list in brackets.`);
  return { list: property.initializer, elements: property.initializer.elements };
}

function mentionsConfig(source: Source, element: ts.Expression): boolean {
  const { compiler } = source;
  const isExpression = (node: ts.Node): node is ts.Expression =>
    compiler.isIdentifier(node) || compiler.isPropertyAccessExpression(node);
  return source.all(isExpression, element).some((node) => source.is(node, 'ConfigModule', CONFIG));
}

/** @throws UnknownShape if the file has one of the names, or imports the package already */
function checkNames(source: Source, names: readonly string[]): void {
  const { compiler, path } = source;
  const taken = source.all(compiler.isIdentifier).find(({ text }) => names.includes(text));
  if (taken) throw new UnknownShape(`${path} has something else of the name ${taken.text}.`);
  if (source.all(compiler.isStringLiteral).some(({ text }) => text === PACKAGE))
    throw new UnknownShape(`${path} imports ${PACKAGE} without registering the module.`);
}

function propertyOf(entries: readonly Entry[], { unit, lastComma }: Style): Entry {
  const lines = entries.flatMap((entry, at) => {
    const comma = at < entries.length - 1 ? ',' : lastComma;
    return entry.map((line, row) => unit + line + (row === entry.length - 1 ? comma : ''));
  });
  return ['imports: [', ...lines, ']'];
}

/** The import statements, behind the last import of a package. */
function importEdit(
  source: Source,
  packages: readonly (typeof CONFIG | typeof PACKAGE)[],
  style: Style,
): Edit {
  const isOfPackage = ({ moduleSpecifier }: ts.ImportDeclaration): boolean =>
    !specifierOf(moduleSpecifier).startsWith('.');
  // There is one: the decorator comes from @nestjs/common.
  const last = source.imports.findLast(isOfPackage)!;
  const statement = last.getText();
  const quote = last.moduleSpecifier.getText()[0]!;
  const semicolon = statement.endsWith(';') ? ';' : '';
  const { newline, unit, lastComma } = style;
  const lines = packages.map((from) => {
    const names = IMPORTED[from];
    const list =
      names.length === 1
        ? `{ ${names[0]} }`
        : `{${newline}${unit}${names.join(`,${newline}${unit}`)}${lastComma}${newline}}`;
    return `${newline}import ${list} from ${quote}${from}${quote}${semicolon}`;
  });
  const position = endOfComments(source, last.end);
  return { start: position, end: position, text: lines.join('') };
}
