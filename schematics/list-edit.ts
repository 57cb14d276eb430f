import type ts from 'typescript';
import type { Source } from './source.js';
import { indentOf, type Style } from './style.js';

/** What takes the place of a part of a text. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** An entry of a list, in lines that are indented from the entry on. */
export type Entry = readonly string[];

/**
 * Puts entries into an array or an object, each on a line of its own. A list on one line is spread over lines. Comments stay
 * with the entry that they follow.
 *
 * @param index how many entries stay before the new ones
 * @param entries may be none, for a list that shall only be spread
 */
export function insertedInto(
  list: ts.ArrayLiteralExpression | ts.ObjectLiteralExpression,
  index: number,
  entries: readonly Entry[],
  source: Source,
  { newline, unit, lastComma }: Style,
): Edit[] {
  const { file, text } = source;
  const [open, content, close] = list.getChildren(file);
  const tokens = content!.getChildren(file);
  const members = tokens.filter((_, at) => at % 2 === 0);
  const commas = tokens.filter((_, at) => at % 2 === 1);
  const endsInComma = members.length > 0 && commas.length === members.length;

  const base = indentOf(text, list.getStart(file));
  const first = members[0]?.getStart(file);
  const isSpread = first !== undefined && text.slice(open!.end, first).includes('\n');
  const indent = isSpread ? indentOf(text, first) : base + unit;

  // A list that was spread before decides for itself whether its last entry has a comma.
  const finalComma = isSpread ? (endsInComma ? ',' : '') : lastComma;
  const commaBefore = (follows: boolean): string => (follows ? ',' : finalComma);

  const edits: Edit[] = [];
  const last = members.at(-1);
  if (last && !endsInComma) {
    const text = commaBefore(entries.length > 0 && index === members.length);
    edits.push({ start: last.end, end: last.end, text });
  }
  const lines = entries.map(
    (entry, at) =>
      entry.map((line) => newline + indent + line).join('') +
      commaBefore(at < entries.length - 1 || index < members.length),
  );
  // A gap begins after the opening bracket or a comma, and after the comments that follow on the same line.
  for (const [at, before] of [open!, ...members.map((member, own) => commas[own] ?? member)].entries()) {
    const after = members[at] ?? close!;
    const start = endOfComments(source, before.end);
    const end = after.getStart(file);
    const inserted = at === index ? lines.join('') : '';
    const staysOnItsLine = text.slice(start, end).includes('\n') || (inserted === '' && isSpread);
    edits.push(
      staysOnItsLine
        ? { start, end: start, text: inserted }
        : { start, end, text: inserted + newline + (after === close ? base : indent) },
    );
  }
  return edits;
}

/** The text with all edits made, none of which overlap. */
export function edited(text: string, edits: readonly Edit[]): string {
  const ordered = edits.toSorted((a, b) => a.start - b.start);
  const parts = ordered.map((edit, at) => text.slice(ordered[at - 1]?.end ?? 0, edit.start) + edit.text);
  return parts.join('') + text.slice(ordered.at(-1)?.end ?? 0);
}

/** Where the comments end that follow on the same line. */
export function endOfComments({ compiler, text }: Source, position: number): number {
  return compiler.getTrailingCommentRanges(text, position)?.at(-1)?.end ?? position;
}
