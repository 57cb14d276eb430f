import type { Compiler } from './compiler.js';
import { Source } from './source.js';
import type { SourceText } from './source-texts.js';

export const PACKAGE = 'nestjs-alternative-payments';

/** Whether a file registers the module, by `forRoot()` or `forRootAsync()` and under whatever name. */
export function registers(source: Source): boolean {
  const { compiler } = source;
  return source
    .all(compiler.isCallExpression)
    .some(
      ({ expression: called }) =>
        compiler.isPropertyAccessExpression(called) &&
        ['forRoot', 'forRootAsync'].includes(called.name.text) &&
        source.is(called.expression, 'AlternativePaymentsModule', PACKAGE),
    );
}

/** The path of the file that registers the module. */
export function registeringFile(texts: readonly SourceText[], compiler: Compiler): string | undefined {
  const found = texts.find(
    ({ path, text }) => text.includes(PACKAGE) && registers(new Source(compiler, path, text)),
  );
  return found?.path;
}
