import ts from 'typescript';
import { moduleOf, root, type Snippet } from '../../../scripts/snippets.mjs';

/** Compiles snippets as strictly as the package itself, against its sources. Returns what the compiler says. */
export function problemsOf(snippets: readonly Snippet[]): string[] {
  const modules = new Map(snippets.map((snippet, index) => [pathOf(index), moduleOf(snippet)]));
  const options = compilerOptions();
  const onDisk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...onDisk,
    fileExists: (path) => modules.has(path) || onDisk.fileExists(path),
    getSourceFile: (path, ...rest) => {
      const source = modules.get(path);
      return source === undefined
        ? onDisk.getSourceFile(path, ...rest)
        : ts.createSourceFile(path, source, ts.ScriptTarget.ES2022, true);
    },
  };
  const program = ts.createProgram([...modules.keys()], options, host);
  return [...modules.keys()].flatMap((path, index) => {
    const { file, line, code } = snippets[index]!;
    const source = program.getSourceFile(path)!;
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ start = 0, messageText }) => {
        const offset = source.text.slice(source.text.indexOf(code), start).split('\n').length - 1;
        return `${file}:${line + offset}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
      },
    );
  });
}

/** The snippets lie nowhere, as if in the folder of their prelude. */
const pathOf = (index: number): string => `${root}test/package/snippets/snippet-${index}.ts`;

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  return {
    ...options,
    // Snippets suit CommonJS and ES modules, so that extensions do not matter here.
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    noEmit: true,
    declaration: false,
    isolatedModules: false,
    noUnusedLocals: false,
    paths: {
      'nestjs-alternative-payments': [`${root}lib/index.ts`],
      'nestjs-alternative-payments/redis': [`${root}lib/redis/index.ts`],
      'nestjs-alternative-payments/testing': [`${root}lib/testing/index.ts`],
      'nestjs-alternative-payments/webhooks': [`${root}lib/webhooks/index.ts`],
    },
  };
}
