import type ts from 'typescript';
import { newlineOf } from './files.js';
import type { Source } from './source.js';

/** How the file is written. */
export interface Style {
  readonly newline: string;
  /** One level of indentation. */
  readonly unit: string;
  /** What ends a list that is spread over lines: a comma, or nothing. */
  readonly lastComma: string;
}

/** What the metadata shows of the style, or else a class of the file. The rest is as Prettier has it by default. */
export function styleOf({ compiler, file, text }: Source, metadata: ts.ObjectLiteralExpression): Style {
  const begin = metadata.getStart(file);
  const base = indentOf(text, begin);
  const first = metadata.properties[0]?.getStart(file);
  const isSpread = first !== undefined && text.slice(begin, first).includes('\n');
  const members = file.statements
    .filter((one) => compiler.isClassDeclaration(one))
    .flatMap((one) => [...one.members]);
  const indents = [...(isSpread ? [first] : []), ...members.map((member) => member.getStart(file))].map(
    (position) => indentOf(text, position),
  );
  return {
    newline: newlineOf(text),
    unit: indents.find((indent) => indent.length > base.length)?.slice(base.length) ?? '  ',
    lastComma: isSpread && !metadata.properties.hasTrailingComma ? '' : ',',
  };
}

/** The blanks at the beginning of the line of a position. */
export function indentOf(text: string, position: number): string {
  const begin = text.lastIndexOf('\n', position - 1) + 1;
  return /^[ \t]*/.exec(text.slice(begin))![0];
}
