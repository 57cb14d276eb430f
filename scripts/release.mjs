// npm run release [-- --dry-run]: makes the version that the topmost heading of CHANGELOG.md names, as a commit and a tag
// on main, and says how to push them. With --dry-run it only says what it would do.
// node scripts/release.mjs --tag <tag>: what the release workflow asks before it publishes the commit of that tag.
//
// Whether continuous integration is green is not asked here. What is released is a commit that does not exist yet, so
// the workflow verifies the tag itself, and its job that publishes needs the jobs that verify.
import { execFileSync, execSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const HEADING = /^(\d+)\.(\d+)\.(\d+) - \d{4}-\d{2}-\d{2}$/;

const { values: asked } = parseArgs({
  options: { 'dry-run': { type: 'boolean', default: false }, tag: { type: 'string' } },
});

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const [, heading = ''] = /^## (.+)$/m.exec(readFileSync('CHANGELOG.md', 'utf8')) ?? [];
const version = HEADING.test(heading) ? heading.split(' ')[0] : undefined;

const refusals = [
  version === undefined &&
    `The topmost heading of CHANGELOG.md is "${heading}", which is no version with its day. ` +
      'Name both, as in "## 0.2.0 - 2026-12-01".',
  git('status', '--porcelain') !== '' && 'There are changes that are not committed. Commit or remove them.',
  homeOf(manifest.repository?.url) !== homeOf(git('remote', 'get-url', 'origin')) &&
    `"repository" in package.json names ${manifest.repository?.url}, and the remote "origin" is ` +
      `${git('remote', 'get-url', 'origin') || 'not set'}. Correct one of them: provenance is refused if they differ.`,
  ...(asked.tag === undefined ? refusalsToTag() : refusalsToPublish(asked.tag)),
].filter(Boolean);

if (refusals.length > 0) {
  process.stderr.write(`This is not released.\n${refusals.map((refusal) => `- ${refusal}\n`).join('')}`);
  process.exitCode = 1;
} else if (asked.tag !== undefined) {
  process.stdout.write(`${asked.tag} may be published.\n`);
} else {
  release();
}

function refusalsToTag() {
  const branch = git('branch', '--show-current');
  return [
    branch !== 'main' &&
      `This is ${branch === '' ? 'no branch' : `the branch ${branch}`}. Releases are made on main.`,
    version !== undefined &&
      isBefore(version, manifest.version) &&
      `CHANGELOG.md names ${version}, and package.json has ${manifest.version} already. Name a later version.`,
    version !== undefined &&
      git('tag', '--list', `v${version}`) !== '' &&
      `The tag v${version} exists. Name another version at the top of CHANGELOG.md.`,
  ];
}

function refusalsToPublish(tag) {
  return [
    version !== undefined &&
      (tag !== `v${version}` || manifest.version !== version) &&
      `The tag is ${tag}, package.json has ${manifest.version} and CHANGELOG.md ${version}. ` +
        'They have to name one version: run "npm run release" on main.',
    !succeeds('git', ['merge-base', '--is-ancestor', 'HEAD', 'origin/main']) &&
      'The commit of the tag is not on main. Releases are made on main.',
  ];
}

function release() {
  try {
    execSync('npm run --silent api', { stdio: 'inherit' });
  } catch {
    process.stderr.write('This is not released, because the API report could not be confirmed; see above.\n');
    process.exitCode = 1;
    return;
  }
  if (!asked['dry-run']) execSync(`npm version ${version} --allow-same-version`, { stdio: 'inherit' });
  const would = asked['dry-run'] ? 'It would become' : 'It is';
  process.stdout.write(
    `${would} version ${version}, tagged v${version}. To have it verified and published:\n` +
      `  git push --atomic origin main v${version}\n`,
  );
}

/** What git prints, or nothing if it fails. */
function git(...words) {
  try {
    return execFileSync('git', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return '';
  }
}

function succeeds(command, words) {
  try {
    execFileSync(command, words, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The host and the path of a repository, however it is written: https://, git+https://, ssh:// or git@host:path. */
function homeOf(url = '') {
  return url
    .replace(/^(?:git\+)?\w+:\/\//, '')
    .replace(/^[^/@]*@/, '')
    .replace(/\.git$/, '')
    .replace(':', '/');
}

function isBefore(one, other) {
  const [a, b] = [one, other].map((name) => name.split('.').map(Number));
  const index = a.findIndex((number, at) => number !== b[at]);
  return index !== -1 && a[index] < b[index];
}
