import { describe, expect, it } from 'vitest';
import { installArguments } from '../../scripts/snippets.mjs';
import { add, generated } from './application.js';

const MODULE = (suffix: string): string => `import { Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import {
  AlternativePaymentsModule,
  alternativePaymentsConfig,
} from 'nestjs-alternative-payments';
import { AppController } from './app.controller${suffix}';
import { AppService } from './app.service${suffix}';

@Module({
  imports: [
    ConfigModule.forRoot({ isGlobal: true }),
    AlternativePaymentsModule.forRootAsync(
      alternativePaymentsConfig.asProvider(),
    ),
  ],
  controllers: [AppController],
  providers: [AppService],
})
export class AppModule {}
`;

const VARIABLES = `# Alternative Payments: demo or production
ALTERNATIVE_PAYMENTS_ENVIRONMENT=demo
ALTERNATIVE_PAYMENTS_CLIENT_ID=
ALTERNATIVE_PAYMENTS_CLIENT_SECRET=
`;

describe.each([
  { version: 11, suffix: '' },
  { version: 12, suffix: '.js' },
] as const)('what nest new generates for Nest $version', ({ version, suffix }) => {
  const { files, changed, tasks, said } = add(generated(version));

  it('gets the module, the peers and the variables, and nothing else', () => {
    expect(changed.toSorted()).toEqual(['.env.example', 'package.json', 'src/app.module.ts']);
    expect(files['src/app.module.ts']).toBe(MODULE(suffix));
    expect(files['.env.example']).toBe(VARIABLES);
  });

  it('gets the peers that the install line of README.md names, in the order of npm', () => {
    const before = dependenciesIn(generated(version)['package.json']!);
    const after = dependenciesIn(files['package.json']!);
    const added = Object.entries(after).filter(([name]) => !(name in before));
    const majors = added.map(([name, range]) => (name === 'axios' ? name : `${name}@${majorOf(range)}`));

    expect(['nestjs-alternative-payments', ...majors].toSorted()).toEqual(
      installArguments(version).toSorted(),
    );
    expect(after).toMatchObject(before);
    expect(Object.keys(after)).toEqual(Object.keys(after).toSorted());
  });

  it('keeps the rest of package.json as it was', () => {
    const without = (text: string): string => text.replace(/"dependencies": \{[^}]*\}/, '');
    expect(without(files['package.json']!)).toBe(without(generated(version)['package.json']!));
  });

  it('has the CLI install the peers, with the package manager that it finds', () => {
    expect(tasks).toEqual([{ name: 'node-package', options: { command: 'install', quiet: true } }]);
  });

  it('is told the way to customers', () => {
    expect(said).toContain('AlternativePaymentsModule is registered in src/app.module.ts.');
    expect(said).toContain('npx nestjs-alternative-payments simulator');
    expect(said).toContain('src/customers/customers.controller.ts');
    expect(said).toContain('curl http://localhost:3000/customers');
  });

  it('is left alone the second time', () => {
    const again = add(files);

    expect(again).toMatchObject({ files, changed: [], tasks: [] });
    expect(again.said).toBe('AlternativePaymentsModule is registered in src/app.module.ts already.');
  });
});

function dependenciesIn(manifest: string): Record<string, string> {
  return (JSON.parse(manifest) as { dependencies: Record<string, string> }).dependencies;
}

function majorOf(range: string): string {
  return /\d+/.exec(range)![0];
}
