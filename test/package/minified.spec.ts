import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as unbundled from 'nestjs-alternative-payments';
import { build, type Rolldown } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ABSTRACT_ERRORS, EXPORTED_ERRORS } from './exported-errors.js';

type ErrorClass = new (...parameters: unknown[]) => Error;

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;
let bundled: Record<string, ErrorClass>;

beforeAll(async () => {
  mkdirSync(`${root}.cache`, { recursive: true });
  folder = mkdtempSync(`${root}.cache/minified-`);
  const result = await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: { ssr: `${root}lib/index.ts`, minify: true, write: false },
  });
  const { output } = result as Rolldown.RolldownOutput;
  const file = `${folder}/bundle.mjs`;
  writeFileSync(file, output[0].code);
  bundled = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Record<string, ErrorClass>;
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('knows how to construct every error that the package exports', () => {
  const errors = Object.keys(unbundled).filter((name) => name.endsWith('Error') && !name.startsWith('is'));

  expect(errors.toSorted()).toEqual([...Object.keys(EXPORTED_ERRORS), ...ABSTRACT_ERRORS].toSorted());
});

it.each(Object.entries(EXPORTED_ERRORS))(
  '%s keeps its name in a minified bundle',
  (name, [code, parameters]) => {
    const Bundled = bundled[name]!;
    const error = new Bundled(...parameters);

    expect(Bundled.name).not.toBe(name);
    expect(error).toMatchObject({ name, code });
    expect(String(error)).toMatch(`${name}: `);
    expect(error).toBeInstanceOf(bundled['AlternativePaymentsError']);
  },
);
