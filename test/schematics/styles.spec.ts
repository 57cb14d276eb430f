import { check, format, type Options } from 'prettier';
import { describe, expect, it } from 'vitest';
import { add, generated } from './application.js';

const MODULE = 'src/app.module.ts';

const HEAD = `import { Module } from '@nestjs/common';
import { ConfigModule as Settings } from '@nestjs/config';
import { AppController } from './app.controller';
`;

/** Root modules as people write them. Each one is formatted in every style before it is changed. */
const SHAPES: Readonly<Record<string, string>> = {
  'no imports': '@Module({ controllers: [AppController], providers: [AppController, AppController] })',
  'an empty list': '@Module({ imports: [], controllers: [AppController], providers: [AppController] })',
  'a list of one': '@Module({ imports: [Settings.forRoot()], controllers: [], providers: [AppController] })',
  'a list of one line':
    '@Module({ imports: [Settings.forRoot(), AppController], controllers: [AppController] })',
  'ConfigModule at the end':
    '@Module({ imports: [AppController, Settings.forRoot({ isGlobal: true, cache: true })], controllers: [] })',
  'comments in the list': `@Module({
  imports: [
    // The settings come first.
    Settings.forRoot({ isGlobal: true }), // for imports: [
    /* the others */
    AppController,
    // Nothing follows.
  ],
})`,
  'a comment at the end': `@Module({
  imports: [
    AppController,
    Settings.forRoot({ isGlobal: true }), // for imports: [
  ],
})`,
  'a comment in an empty list': `@Module({
  imports: [
    // nothing yet
  ],
  controllers: [AppController],
})`,
  'strings that look like a list': `@Module({
  providers: [{ provide: 'imports: [', useValue: "imports: []" }],
  imports: [Settings],
})`,
};

/** What the decorator shows nothing of is taken from the class. */
const ON_ONE_LINE = {
  'an empty list on one line': '@Module({ imports: [] })',
  'a list of one on one line': '@Module({ imports: [Settings.forRoot()], controllers: [AppController] })',
  'nothing at all': '@Module({})',
};

const STYLES: Readonly<Record<string, Options>> = {
  'of nest new': { singleQuote: true, trailingComma: 'all' },
  'with double quotes': { trailingComma: 'all' },
  'with tabs': { useTabs: true, singleQuote: true },
  'with four blanks': { tabWidth: 4, singleQuote: true },
  'without semicolons': { semi: false, singleQuote: true },
  'without trailing commas': { trailingComma: 'none', singleQuote: true },
  'with CRLF': { endOfLine: 'crlf', singleQuote: true },
};

/** The root module with a decorator in a style, before and after the module is registered. */
async function registeredIn(decorator: string, options: Options): Promise<{ before: string; after: string }> {
  const head = decorator.includes('Settings') ? HEAD : HEAD.replace(/^.*Settings.*\n/m, '');
  const code = `${head}\n${decorator}\nexport class AppModule {\nclose() {}\n}\n`;
  const before = await format(code, options);
  return { before, after: add({ ...generated(11), [MODULE]: before }).files[MODULE]! };
}

describe.each(Object.entries(STYLES))('a root module %s', (_, style) => {
  const options: Options = { ...style, parser: 'typescript' };
  // Without trailing commas, a decorator on one line does not show it.
  const shapes = { ...SHAPES, ...(style.trailingComma === 'none' ? {} : ON_ONE_LINE) };

  it.each(Object.entries(shapes))('keeps its style with %s', async (_name, decorator) => {
    const { before, after } = await registeredIn(decorator, options);

    expect(after).toContain('AlternativePaymentsModule.forRootAsync(');
    expect(await check(after, options)).toBe(true);
    for (const comment of before.match(/\/\/.*|\/\*.*\*\//g) ?? []) expect(after).toContain(comment);
  });
});
