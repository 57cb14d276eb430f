import { createRequire } from 'node:module';
import { join } from 'node:path';
import type ts from 'typescript';
import { UnknownShape } from './unknown-shape.js';

export type Compiler = typeof ts;

/**
 * The TypeScript of the application.
 *
 * @throws UnknownShape if it has none, or one without a parser that can be called
 */
export function compilerOf(folder: string): Compiler {
  const compiler = loaded(folder);
  // TypeScript 7 is a program of its own and has no such function.
  if (!compiler || !('createSourceFile' in compiler))
    throw new UnknownShape('The application has no TypeScript whose parser can be used.');
  return compiler;
}

function loaded(folder: string): Compiler | undefined {
  try {
    return createRequire(join(folder, 'package.json'))('typescript') as Compiler;
  } catch {
    return undefined;
  }
}
