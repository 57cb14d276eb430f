import { describe, expect, it } from 'vitest';
import { add, generated } from './application.js';

const ALL = {
  '@nestjs/axios': '^4.0.0',
  '@nestjs/common': '^11.0.0',
  '@nestjs/config': '^4.0.0',
  '@nestjs/core': '^11.0.0',
  '@nestjs/schedule': '^6.0.0',
  axios: '^1.18.0',
  'reflect-metadata': '^0.2.2',
  rxjs: '^7.8.1',
};

const CONFIGURED = `import { Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';

@Module({
  imports: [ConfigModule.forRoot()],
})
export class AppModule {}
`;

/** Runs the schematic with these parts of package.json. */
function addTo(manifest: object, more: Record<string, string> = {}): ReturnType<typeof add> {
  const text = `${JSON.stringify(manifest, undefined, 2)}\n`;
  return add({ ...generated(11), 'src/app.module.ts': CONFIGURED, 'package.json': text, ...more });
}

describe('package.json', () => {
  it('is left alone, and nothing is installed, if all peers are there', () => {
    const { changed, tasks, said } = addTo({ dependencies: ALL });

    expect(changed).not.toContain('package.json');
    expect(tasks).toEqual([]);
    expect(said).not.toContain('Nothing was changed there.');
  });

  it('may have all peers before the module is registered', () => {
    const { 'src/app.module.ts': module } = generated(11);
    const { files } = addTo({ dependencies: ALL }, { 'src/app.module.ts': module! });

    expect(files['src/app.module.ts']).toContain('ConfigModule.forRoot({ isGlobal: true }),');
  });

  it('does not get the optional peers', () => {
    const { '@nestjs/axios': _, ...dependencies } = ALL;
    const { files } = addTo({ dependencies });

    expect(JSON.parse(files['package.json']!)).toEqual({ dependencies: ALL });
  });

  it('tells of a range that does not fit, and keeps it', () => {
    const { changed, said } = addTo({
      dependencies: { ...ALL, '@nestjs/config': '^3.2.0', axios: '~1.17.4' },
    });

    expect(changed).not.toContain('package.json');
    expect(said).toContain(
      'package.json asks for @nestjs/config ^3.2.0, and this package needs ^4.0.0 || ^12.0.0. Nothing was changed there.',
    );
    expect(said).toContain('package.json asks for axios ~1.17.4, and this package needs ^1.18.0.');
  });

  it.each(['^1.7.0', '1.18.0', '~1.19.1', '^1', '1.x', '>=1.18 <2', 'latest', 'workspace:*'])(
    'says nothing of a range that may fit: %s',
    (axios) => {
      expect(addTo({ dependencies: { ...ALL, axios } }).said).not.toContain('asks for');
    },
  );

  it.each(['^0.21.0', '1.17.9', '1.17', '2.0.0', '^2', '0.x'])(
    'tells of a range that cannot fit: %s',
    (axios) => {
      expect(addTo({ dependencies: { ...ALL, axios } }).said).toContain(`asks for axios ${axios}, and`);
    },
  );

  it('tells of a peer that production does without', () => {
    const { axios, ...dependencies } = ALL;
    const { changed, said } = addTo({ dependencies, devDependencies: { axios } });

    expect(changed).not.toContain('package.json');
    expect(said).toContain('axios is among the devDependencies, which production does without.');
  });

  it('keeps its indentation, line ends and byte order mark', () => {
    const { axios: _, ...dependencies } = ALL;
    const text = `\uFEFF${JSON.stringify({ name: 'app', dependencies }, undefined, '\t').replaceAll('\n', '\r\n')}\r\n`;
    const { files } = add({ ...generated(11), 'src/app.module.ts': CONFIGURED, 'package.json': text });

    const expected = JSON.stringify({ name: 'app', dependencies: ALL }, undefined, '\t').replaceAll(
      '\n',
      '\r\n',
    );
    expect(files['package.json']).toBe(`\uFEFF${expected}\r\n`);
  });

  it('counts less than the version of Nest that is installed', () => {
    const { '@nestjs/axios': _, ...dependencies } = ALL;
    const { files } = addTo(
      { dependencies: { ...dependencies, '@nestjs/core': '^11.0.0 || ^12.0.0' } },
      { 'node_modules/@nestjs/core/package.json': '{ "version": "12.5.1" }' },
    );

    expect(JSON.parse(files['package.json']!)).toMatchObject({
      dependencies: { '@nestjs/axios': '^12.0.0' },
    });
  });
});

describe('.env.example', () => {
  const after = (text: string): string | undefined =>
    addTo({ dependencies: ALL }, { '.env.example': text }).files['.env.example'];

  it('gets what it lacks, and keeps the rest', () => {
    const own = 'PORT=3000\r\nexport ALTERNATIVE_PAYMENTS_CLIENT_ID = "mine"';

    expect(after(own)).toBe(
      `${own}\r\n\r\n# Alternative Payments: demo or production\r\nALTERNATIVE_PAYMENTS_ENVIRONMENT=demo\r\nALTERNATIVE_PAYMENTS_CLIENT_SECRET=\r\n`,
    );
  });

  it('gets no environment beside an address', () => {
    const own = 'ALTERNATIVE_PAYMENTS_BASE_URL=http://127.0.0.1:4010\n';

    expect(after(own)).toBe(`${own}\nALTERNATIVE_PAYMENTS_CLIENT_ID=\nALTERNATIVE_PAYMENTS_CLIENT_SECRET=\n`);
  });

  it('is left alone if it has all of them', () => {
    const own = ['ENVIRONMENT', 'CLIENT_ID', 'CLIENT_SECRET']
      .map((name) => `ALTERNATIVE_PAYMENTS_${name}=`)
      .join('\n');

    expect(after(own)).toBe(own);
  });

  it('is the only file of variables that is touched', () => {
    expect(addTo({ dependencies: ALL }, { '.env': 'PORT=1\n' }).changed).not.toContain('.env');
  });
});
