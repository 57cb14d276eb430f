import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { add, generated, LATIN_1 } from './application.js';

const MODULE = 'src/app.module.ts';
const MAIN = 'src/main.ts';
const HEAD = "import { Module } from '@nestjs/common';\n";
const CLASS = 'export class AppModule {}\n';

type Files = Readonly<Record<string, string>>;

/** A generated application in which a file is replaced by another text. */
function having(path: string, text: string): Files {
  return { ...generated(11), [path]: text };
}

function without(...paths: string[]): Files {
  return Object.fromEntries(Object.entries(generated(11)).filter(([path]) => !paths.includes(path)));
}

const manifest = (change: (text: string) => string): Files =>
  having('package.json', change(generated(11)['package.json']!));

const WITH_CONFIG = manifest((text) =>
  text.replace('"@nestjs/core"', '"@nestjs/config": "^4.0.2",\n    "@nestjs/core"'),
);

/** Each with a part of the reason that is given. */
const SHAPES: Readonly<Record<string, readonly [files: Files, reason: string]>> = {
  'no package.json': [without('package.json'), 'There is no package.json.'],
  'a package.json that cannot be read': [
    having('package.json', '{'),
    'package.json does not hold a JSON object.',
  ],
  'a nest-cli.json that cannot be read': [having('nest-cli.json', '{'), 'nest-cli.json does not hold'],
  'an older Nest': [
    manifest((text) => text.replace('core": "^11.0.1', 'core": "^10.4.0')),
    '@nestjs/core is "^10.4.0"',
  ],
  'a version of Nest that cannot be told': [
    manifest((text) => text.replace('core": "^11.0.1', 'core": "catalog:')),
    '@nestjs/core is "catalog:"',
  ],
  'no Nest': [manifest((text) => text.replace(/.*nestjs\/core.*\n/, '')), '@nestjs/core is missing'],
  'no entry file': [without(MAIN), 'There is no src/main.ts.'],
  'an entry file that creates nothing': [
    having(MAIN, "import { bootstrap } from './bootstrap';\nvoid bootstrap();\n"),
    'src/main.ts does not create the application from exactly one class.',
  ],
  'an entry file that creates two applications': [
    having(
      MAIN,
      generated(11)[MAIN]!.replace('bootstrap();', 'NestFactory.createMicroservice(OtherModule);'),
    ),
    'exactly one class',
  ],
  'an entry file that creates from an expression': [
    having(MAIN, generated(11)[MAIN]!.replace('create(AppModule)', 'create(AppModule.for(1))')),
    'exactly one class',
  ],
  'a create() of something else': [
    having(MAIN, generated(11)[MAIN]!.replace("from '@nestjs/core'", "from './factory'")),
    'exactly one class',
  ],
  'a root module from a package': [
    having(MAIN, generated(11)[MAIN]!.replace("'./app.module'", "'@acme/app'")),
    'src/main.ts does not import AppModule from a file of the application.',
  ],
  'a root module that is passed on by an index': [
    {
      ...having(MAIN, generated(11)[MAIN]!.replace("'./app.module'", "'./app'")),
      'src/app/index.ts': "export * from '../app.module';\n",
    },
    'src/app/index.ts does not hold the class AppModule',
  ],
  'a root module that is not there': [without(MODULE), 'does not import AppModule from a file'],
  'syntax errors': [
    having(MODULE, `${HEAD}@Module({ imports: [ })\n${CLASS}`),
    'src/app.module.ts has syntax errors.',
  ],
  'another encoding': [
    having(MODULE, `${LATIN_1}// caf\u00e9\n${HEAD}@Module({})\n${CLASS}`),
    'is not encoded in UTF-8',
  ],
  'no decorator': [having(MODULE, CLASS), 'with @Module({ … })'],
  'a decorator of the same name': [
    having(MODULE, `import { Module } from './module';\n@Module({})\n${CLASS}`),
    'with @Module({ … })',
  ],
  'a decorator without metadata': [having(MODULE, `${HEAD}@Module()\n${CLASS}`), 'with @Module({ … })'],
  'metadata by name': [
    having(MODULE, `${HEAD}const metadata = {};\n@Module(metadata)\n${CLASS}`),
    'with @Module({ … })',
  ],
  'metadata from several objects': [
    having(MODULE, `${HEAD}const base = {};\n@Module({ ...base, imports: [] })\n${CLASS}`),
    'is put together from several objects',
  ],
  'imports by name': [
    having(MODULE, `${HEAD}const imports = [];\n@Module({ imports })\n${CLASS}`),
    'are not a list in brackets',
  ],
  'imports from an expression': [
    having(MODULE, `${HEAD}const more = [];\n@Module({ imports: [].concat(more) })\n${CLASS}`),
    'are not a list in brackets',
  ],
  'ConfigModule in another module': [
    { ...WITH_CONFIG, 'src/core/core.module.ts': "import { ConfigModule } from '@nestjs/config';\n" },
    'AppModule does not import ConfigModule, so that another module may',
  ],
  'a ConfigModule that projects may share': [
    { ...WITH_CONFIG, 'nest-cli.json': '{ "projects": { "app": { "sourceRoot": "src" } } }' },
    'AppModule does not import ConfigModule, so that another module may',
  ],
  'a ConfigModule of its own': [
    having(
      MODULE,
      `${HEAD}import { ConfigModule } from './config';\n@Module({ imports: [ConfigModule] })\n${CLASS}`,
    ),
    'src/app.module.ts has something else of the name ConfigModule.',
  ],
  'another import of the package': [
    having(
      MODULE,
      `${HEAD}import { AlternativePaymentsClient } from 'nestjs-alternative-payments';\n@Module({ exports: [AlternativePaymentsClient] })\n${CLASS}`,
    ),
    'imports nestjs-alternative-payments without registering the module',
  ],
};

/** What is said, unless something was changed. */
function refusalOf(files: Files): string {
  const { changed, tasks, said } = add(files);
  return changed.length + tasks.length === 0 ? said : `${changed.join(', ')} has changed`;
}

describe('an unknown shape changes nothing, and the snippet is printed with the reason', () => {
  it.each(Object.entries(SHAPES))('%s', (_, [files, reason]) => {
    const said = refusalOf(files);

    expect(said).toContain('Nothing was changed.');
    expect(said).toContain(reason);
    expect(said).toContain('AlternativePaymentsModule.forRootAsync(');
  });

  it('names the peers that are missing', () => {
    expect(add(without(MAIN)).said).toContain('"@nestjs/schedule": "^6.0.0"');
  });
});

describe('an application without a TypeScript that can parse', () => {
  const folders: string[] = [];

  afterEach(() => {
    vi.restoreAllMocks();
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  /** Has the schematic run in a folder of its own, where only these files are installed. */
  function runsIn(files: Files): void {
    const folder = mkdtempSync(join(tmpdir(), 'schematics-'));
    folders.push(folder);
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(folder, 'node_modules/typescript'), { recursive: true });
      writeFileSync(join(folder, 'node_modules/typescript', name), text);
    }
    vi.spyOn(process, 'cwd').mockReturnValue(folder);
  }

  it('is left alone if it has none', () => {
    runsIn({});
    expect(refusalOf(generated(11))).toContain('has no TypeScript whose parser can be used');
  });

  it('is left alone if it has TypeScript 7, which is called as a program only', () => {
    runsIn({ 'index.js': "exports.version = '7.0.2';" });
    expect(refusalOf(generated(11))).toContain('has no TypeScript whose parser can be used');
  });
});
