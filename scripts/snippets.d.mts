/** A block of TypeScript in a Markdown file. */
export interface Snippet {
  readonly file: string;
  /** Line of the file in which the code begins, counted from 1. */
  readonly line: number;
  /** What the comment before the block says of it; a module unless it says otherwise. */
  readonly kind: string;
  readonly code: string;
}

/** The folder of the project, with a slash at its end. */
export declare const root: string;
/** The file with what snippets take for granted, from the folder of the project. */
export declare const PRELUDE: string;
/** README.md and everything in docs, relative to the project. */
export declare function documents(): string[];
/** The same, and what else stands beside README.md. */
export declare function pages(): string[];
export declare function textOf(file: string): string;
export declare function snippetsIn(file: string): Snippet[];
/** @throws Error for a kind that is not known */
export declare function moduleOf(snippet: Snippet): string;
export declare function exampleOf(kind: string): string | undefined;

export function installArguments(version: number): string[];
