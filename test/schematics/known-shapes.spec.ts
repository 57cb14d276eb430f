import { describe, expect, it } from 'vitest';
import { add, generated } from './application.js';

const MODULE = 'src/app.module.ts';
const MAIN = 'src/main.ts';
const PACKAGE = 'nestjs-alternative-payments';
const HEAD = "import { Module } from '@nestjs/common';\n";

describe('the root module', () => {
  it('is the one that the entry file starts, among several in a file', () => {
    const text = `${HEAD}
@Module({ imports: [] })
export class OtherModule {}

@Module({
  imports: [OtherModule],
})
export class AppModule {}
`;
    const { files } = add({ ...generated(11), [MODULE]: text });

    expect(files[MODULE]).toContain('@Module({ imports: [] })\nexport class OtherModule {}');
    expect(files[MODULE]).toContain(`  imports: [
    OtherModule,
    ConfigModule.forRoot({ isGlobal: true }),
    AlternativePaymentsModule.forRootAsync(
      alternativePaymentsConfig.asProvider(),
    ),
  ],
})
export class AppModule {}`);
  });

  it('may stand in the entry file, and be created as a microservice', () => {
    const main = `${HEAD}import * as nest from '@nestjs/core';

@Module({ providers: [] })
class Root {}

await nest.NestFactory.createMicroservice<object>(Root, {});
`;
    const { files, changed } = add({ ...generated(12), [MAIN]: main });

    expect(changed).toContain(MAIN);
    expect(files[MAIN]).toContain("import * as nest from '@nestjs/core';\nimport { ConfigModule }");
  });

  it('may be imported and decorated under other names', () => {
    const main = generated(12)[MAIN]!.replace('{ AppModule }', '{ Root as AppModule }');
    const text =
      "import { Module as M } from '@nestjs/common';\n\n@M({\n  'imports': [],\n})\nexport class Root {}\n";
    const { files } = add({ ...generated(12), [MAIN]: main, [MODULE]: text });

    expect(files[MODULE]).toContain("  'imports': [\n    ConfigModule.forRoot({ isGlobal: true }),");
  });

  it('gets it after ConfigModule, whatever stands around it', () => {
    const text = `${HEAD}import * as config from '@nestjs/config'; /* the settings,
 of several files */
import { A } from './a';

@Module({
  imports: [
    A,
    await config.ConfigModule.forRoot({ envFilePath: ['imports: ['] }), // the settings
    ...(process.env.B ? [A] : []),
  ],
})
export class AppModule {}
`;
    const { files } = add({ ...generated(12), [MODULE]: text });

    expect(files[MODULE]).toContain(`several files */
import {
  AlternativePaymentsModule,
  alternativePaymentsConfig,
} from 'nestjs-alternative-payments';
import { A } from './a';`);
    expect(files[MODULE]).toContain(`}), // the settings
    AlternativePaymentsModule.forRootAsync(
      alternativePaymentsConfig.asProvider(),
    ),
    ...(process`);
  });

  it('keeps its byte order mark', () => {
    const { files } = add({ ...generated(11), [MODULE]: `\uFEFF${generated(11)[MODULE]}` });

    expect(files[MODULE]).toMatch(/^\uFEFFimport \{ Module/);
    expect(files[MODULE]!.lastIndexOf('\uFEFF')).toBe(0);
  });
});

describe('the module is known if it is registered already', () => {
  const elsewhere = (text: string): Record<string, string> => ({
    ...generated(11),
    'src/billing/billing.module.ts': text,
  });

  it.each([
    [
      'by forRoot()',
      `import { AlternativePaymentsModule } from '${PACKAGE}';\nAlternativePaymentsModule.forRoot({});`,
    ],
    [
      'by forRootAsync()',
      `import { AlternativePaymentsModule } from '${PACKAGE}';\nAlternativePaymentsModule.forRootAsync({});`,
    ],
    [
      'under another name',
      `import { AlternativePaymentsModule as Api } from "${PACKAGE}";\nconst modules = [Api.forRoot({})];`,
    ],
    [
      'through a namespace',
      `import * as api from '${PACKAGE}';\nexport default api.AlternativePaymentsModule.forRoot({});`,
    ],
  ])('%s', (_, text) => {
    const { changed, said } = add(elsewhere(text));

    expect(changed).toEqual(['package.json']);
    expect(said).toBe('AlternativePaymentsModule is registered in src/billing/billing.module.ts already.');
  });

  it.each([
    ['a comment', `// AlternativePaymentsModule.forRoot() of ${PACKAGE}`],
    ['a string', `export const text = "AlternativePaymentsModule.forRoot() of ${PACKAGE}";`],
    [
      'a class of the same name',
      `import '${PACKAGE}';\nclass AlternativePaymentsModule { static forRoot() {} }\nAlternativePaymentsModule.forRoot();`,
    ],
    [
      'plain use',
      `import { AlternativePaymentsModule } from '${PACKAGE}';\nexport const imports = [AlternativePaymentsModule];`,
    ],
  ])('but not by %s', (_, text) => {
    expect(add(elsewhere(text)).changed).toContain(MODULE);
  });

  it('but not by a test', () => {
    const text = `import { AlternativePaymentsModule } from '${PACKAGE}';\nAlternativePaymentsModule.forRoot({});`;
    const { changed } = add({
      ...generated(11),
      'src/app.module.spec.ts': text,
      'src/node_modules/a/a.ts': text,
    });

    expect(changed).toContain(MODULE);
  });
});

describe('nest-cli.json', () => {
  /** The generated application with its folder `src` under another name. */
  function movedTo(folder: string, configuration: object): Record<string, string> {
    const files = Object.entries(generated(11)).map(([path, text]) => [
      path.replace(/^src\//, `${folder}/`),
      text,
    ]);
    return { ...Object.fromEntries(files), 'nest-cli.json': JSON.stringify(configuration) };
  }

  it('may name another folder and another entry file', () => {
    const files = movedTo('server/app', { sourceRoot: 'server/app', entryFile: 'index' });
    files['server/app/index.ts'] = files['server/app/main.ts']!;
    delete files['server/app/main.ts'];

    const { changed, said } = add(files, { sourceRoot: 'server/app' });
    expect(changed).toContain('server/app/app.module.ts');
    expect(said).toContain('server/app/customers/customers.controller.ts');
  });

  it('is not needed, as the CLI does not need it', () => {
    const { 'nest-cli.json': _, ...files } = generated(11);

    expect(add(files, {}).changed).toContain(MODULE);
  });

  it('may list several projects, one of which the CLI has asked for', () => {
    const projects = {
      web: { type: 'application', sourceRoot: 'apps/web/src', entryFile: 'main' },
      api: { type: 'application', sourceRoot: 'apps/api/src', entryFile: 'server' },
    };
    const files = movedTo('apps/api/src', { monorepo: true, sourceRoot: 'apps/web/src', projects });
    files['apps/api/src/server.ts'] = files['apps/api/src/main.ts']!;

    const { changed, said } = add(files, { sourceRoot: 'apps/api/src' });
    expect(changed).toContain('apps/api/src/app.module.ts');
    expect(said).toContain('npx nest generate controller customers --no-spec --project api\n');
    expect(said).toContain('npx nest start api\n');

    const refused = add(files, {});
    expect(refused.changed).toEqual([]);
    expect(refused.said).toContain('nest-cli.json lists several projects, and none was chosen.');
  });
});
