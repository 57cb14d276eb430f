// node tools/api-report/report.mjs: compares the public surface of each entry of the package, as it was built, with its
// report in etc, and fails where they differ. With --write it writes the reports.
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CompilerState, Extractor, ExtractorConfig } from '@microsoft/api-extractor';

const root = fileURLToPath(new URL('../..', import.meta.url));
const reports = join(root, 'etc');
const isWriting = process.argv.includes('--write');

/** What is documented and what is exported is looked at by tests. */
const SILENT = { default: { logLevel: 'none' } };

const configOf = ([entry, conditions]) =>
  ExtractorConfig.prepare({
    packageJsonFullPath: join(root, 'package.json'),
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: join(root, conditions.import.types),
      newlineKind: 'lf',
      compiler: { tsconfigFilePath: join(root, 'tsconfig.json') },
      apiReport: {
        enabled: true,
        reportFileName: entry === '.' ? 'index' : basename(entry),
        reportFolder: reports,
        reportTempFolder: join(root, '.cache/api-report'),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: { extractorMessageReporting: SILENT, tsdocMessageReporting: SILENT },
    },
  });

const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const configs = Object.entries(exports)
  .filter(([, conditions]) => typeof conditions !== 'string')
  .map(configOf);

mkdirSync(reports, { recursive: true });
const expected = configs.map(({ reportFilePath }) => basename(reportFilePath));
const orphans = readdirSync(reports).filter((name) => !expected.includes(name));
if (isWriting) for (const name of orphans) rmSync(join(reports, name));

// One program for all entries takes a fraction of the time of one each.
const additionalEntryPoints = configs.map((config) => config.mainEntryPointFilePath);
const compilerState = CompilerState.create(configs[0], { additionalEntryPoints });
const isStale = (config) => {
  const result = Extractor.invoke(config, {
    compilerState,
    localBuild: isWriting,
    // The closing message says what to do; errors of the compiler are shown.
    messageCallback: (message) => {
      message.handled = message.category === 'console';
    },
  });
  return isWriting ? !result.succeeded : result.apiReportChanged || !result.succeeded;
};
const stale = configs.filter(isStale).map(({ reportFilePath }) => `etc/${basename(reportFilePath)}`);
if (!isWriting) stale.push(...orphans.map((name) => `etc/${name}`));

if (stale.length > 0) {
  process.stderr.write(
    `The public surface differs from ${stale.join(', ')}. If the change is meant, run "npm run api -- --write", ` +
      'look at the difference and commit it.\n',
  );
  process.exitCode = 1;
}
