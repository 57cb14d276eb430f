import ts from 'typescript';
import { root, type Snippet, textOf } from './markdown.js';

const PRELUDE = 'test/packaging/snippets/prelude.ts';

/** What a snippet of each kind is put into. */
const FRAMES: Record<string, readonly [before: string, after: string]> = {
  module: ['', ''],
  'class-member': [
    'export abstract class Snippet {\n' +
      'constructor(protected readonly http: HttpService) {}\n' +
      'abstract lookForTheInvoice(invoice: Invoice): Promise<void>;',
    '}',
  ],
  options: [
    "export const snippet: import('nestjs-alternative-payments').AlternativePaymentsModuleOptions = {",
    '};',
  ],
  'module-import': ['export const snippet =', ''],
};

/** Compiles snippets as strictly as the package itself, against its sources. Returns what the compiler says. */
export function problemsOf(snippets: readonly Snippet[]): string[] {
  const sources = new Map(snippets.map((snippet, index) => [pathOf(index), sourceOf(snippet)]));
  const options = compilerOptions();
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  host.fileExists = (path) => sources.has(path) || fileExists(path);
  host.getSourceFile = (path, ...rest) => {
    const source = sources.get(path);
    return source === undefined
      ? getSourceFile(path, ...rest)
      : ts.createSourceFile(path, source, ts.ScriptTarget.ES2022, true);
  };
  const program = ts.createProgram([...sources.keys()], options, host);
  return [...sources.keys()].flatMap((path, index) => {
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
const pathOf = (index: number): string => `${root}test/packaging/snippets/snippet-${index}.ts`;

function sourceOf({ kind, code, file, line }: Snippet): string {
  const frame = FRAMES[kind];
  if (!frame) throw new Error(`${file}:${line}: "${kind}" is no kind of snippet.`);
  const body = `${frame[0]}\n${code}${frame[1]}\nexport {};\n`;
  const missing = preludeNames().filter(
    (name) => new RegExp(`\\b${name}\\b`).test(body) && !declaredIn(body).has(name),
  );
  return `${missing.length > 0 ? `import { ${missing.join(', ')} } from './prelude.js';\n` : ''}${body}`;
}

const declaredIn = (code: string): Set<string> => {
  const names = new Set<string>();
  for (const [, list = ''] of code.matchAll(/^import (?:type )?\{([^}]*)\}/gm)) {
    for (const name of list.split(',')) names.add(name.trim().replace(/^type /, ''));
  }
  for (const [, name = ''] of code.matchAll(/\b(?:class|interface|const|function) (\w+)/g)) names.add(name);
  return names;
};

const preludeNames = (): string[] => {
  const text = textOf(PRELUDE);
  const reExported = [...text.matchAll(/^export \{([^}]*)\}/gm)].flatMap(([, list = '']) => list.split(','));
  const declared = [...text.matchAll(/^export (?:declare )?(?:class|interface|const|function) (\w+)/gm)];
  return [...reExported, ...declared.map(([, name = '']) => name)].map((name) => name.trim());
};

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  return {
    ...options,
    noEmit: true,
    declaration: false,
    isolatedModules: false,
    noUnusedLocals: false,
    paths: {
      'nestjs-alternative-payments': [`${root}lib/index.ts`],
      'nestjs-alternative-payments/redis': [`${root}lib/redis/index.ts`],
      'nestjs-alternative-payments/testing': [`${root}lib/testing/index.ts`],
    },
  };
}
