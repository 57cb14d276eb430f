import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { root } from '../../scripts/snippets.mjs';

const HOME = 'https://github.com/somebody/something';

/** A repository that may be released, in a folder of its own. */
class Repository {
  readonly folder = mkdtempSync(join(tmpdir(), 'release-'));

  constructor() {
    onTestFinished(() => rmSync(this.folder, { recursive: true, force: true }));
    this.git('init', '--quiet', '--initial-branch', 'main');
    for (const [key, value] of Object.entries({ name: 'somebody', email: 'somebody@example.com' }))
      this.git('config', `user.${key}`, value);
    for (const key of ['commit.gpgSign', 'tag.gpgSign']) this.git('config', key, 'false');
    this.git('remote', 'add', 'origin', `${HOME}.git`);
    this.change('0.1.0', '0.2.0 - 2026-12-01');
    this.commit();
  }

  /** Writes the files that are looked at, and does not commit them. */
  change(version: string, heading: string, api = 'node --version'): void {
    const repository = { type: 'git', url: `git+${HOME}.git` };
    const manifest = { name: 'something', version, repository, scripts: { api } };
    writeFileSync(join(this.folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    writeFileSync(
      join(this.folder, 'CHANGELOG.md'),
      `# Changelog\n\n## ${heading}\n\n## 0.0.1 - 2026-01-01\n`,
    );
  }

  commit(): void {
    this.git('add', '.');
    this.git('commit', '--quiet', '--message', 'chore: a change');
    this.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  }

  git(...words: string[]): string {
    return execFileSync('git', words, { cwd: this.folder, encoding: 'utf8' }).trim();
  }

  release(...words: string[]): { status: number | null; output: string } {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(root, 'scripts/release.mjs'), ...words],
      { cwd: this.folder, encoding: 'utf8' },
    );
    return { status, output: stdout + stderr };
  }

  /** What there is of a release. */
  get released(): string[] {
    return [this.git('tag'), (JSON.parse(this.read('package.json')) as { version: string }).version];
  }

  private read(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }
}

describe('a release', { timeout: 60_000 }, () => {
  it('is the commit and the tag of the version that the changelog names', () => {
    const repository = new Repository();
    const outcome = repository.release();

    expect(outcome).toMatchObject({ status: 0 });
    expect(outcome.output).toContain('git push --atomic origin main v0.2.0');
    expect(repository.released).toEqual(['v0.2.0', '0.2.0']);
    expect(repository.git('status', '--porcelain')).toBe('');
    expect(repository.git('rev-parse', 'v0.2.0^{commit}')).toBe(repository.git('rev-parse', 'main'));
  });

  it('can be the first, of the version that the manifest has already', () => {
    const repository = new Repository();
    repository.change('0.2.0', '0.2.0 - 2026-12-01');
    repository.commit();

    expect(repository.release()).toMatchObject({ status: 0 });
    expect(repository.released).toEqual(['v0.2.0', '0.2.0']);
  });

  it('is only foretold by a dry run', () => {
    const repository = new Repository();
    const outcome = repository.release('--dry-run');

    expect(outcome).toMatchObject({ status: 0 });
    expect(outcome.output).toContain('It would become version 0.2.0');
    expect(repository.released).toEqual(['', '0.1.0']);
  });

  it.each<[why: string, message: RegExp, arrange: (repository: Repository) => void]>([
    [
      'while the changelog names no version',
      /topmost heading of CHANGELOG.md is "Unreleased"/,
      (repository) => {
        repository.change('0.1.0', 'Unreleased');
        repository.commit();
      },
    ],
    [
      'while the changelog names no day',
      /topmost heading of CHANGELOG.md is "0.2.0"/,
      (repository) => {
        repository.change('0.1.0', '0.2.0');
        repository.commit();
      },
    ],
    [
      'of a version before the present one',
      /names 0\.2\.0, and package.json has 0\.10\.0/,
      (repository) => {
        repository.change('0.10.0', '0.2.0 - 2026-12-01');
        repository.commit();
      },
    ],
    ['twice', /The tag v0\.2\.0 exists/, (repository) => void repository.git('tag', 'v0.2.0')],
    [
      'with changes that are not committed',
      /changes that are not committed/,
      (repository) => writeFileSync(join(repository.folder, 'new.txt'), 'new'),
    ],
    [
      'from another branch',
      /This is the branch topic/,
      (repository) => void repository.git('switch', '--quiet', '--create', 'topic'),
    ],
    [
      'from no branch',
      /This is no branch/,
      (repository) => void repository.git('switch', '--quiet', '--detach'),
    ],
    [
      'of a repository that the manifest does not name',
      /"repository" in package.json names .*somebody\/something.*else/,
      (repository) => void repository.git('remote', 'set-url', 'origin', 'git@github.com:somebody/else.git'),
    ],
    [
      'of a repository without a home',
      /"origin" is not set/,
      (repository) => void repository.git('remote', 'remove', 'origin'),
    ],
    [
      'while the API report is stale',
      /API report could not be confirmed/,
      (repository) => {
        repository.change('0.1.0', '0.2.0 - 2026-12-01', 'node --eval "process.exit(1)"');
        repository.commit();
      },
    ],
  ])('is not made %s', (_why, message, arrange) => {
    const repository = new Repository();
    arrange(repository);
    const before = repository.released;
    const { status, output } = repository.release();

    expect(output).toMatch(message);
    expect(status).toBe(1);
    expect(repository.released).toEqual(before);
  });

  it.each(['git@github.com:somebody/something.git', `ssh://git@github.com/somebody/something`, HOME])(
    'knows its home as %s',
    (url) => {
      const repository = new Repository();
      repository.git('remote', 'set-url', 'origin', url);

      expect(repository.release('--dry-run')).toMatchObject({ status: 0 });
    },
  );
});

describe('a tag', { timeout: 60_000 }, () => {
  /** A repository with a release, as the workflow checks it out. */
  const released = (): Repository => {
    const repository = new Repository();
    repository.release();
    repository.git('update-ref', 'refs/remotes/origin/main', 'main');
    repository.git('switch', '--quiet', '--detach', 'v0.2.0');
    return repository;
  };

  it('of a release may be published', () => {
    expect(released().release('--tag', 'v0.2.0')).toEqual({
      status: 0,
      output: 'v0.2.0 may be published.\n',
    });
  });

  it.each<[why: string, message: RegExp, tag: string, arrange: (repository: Repository) => void]>([
    ['of another name', /The tag is v0\.3\.0, package.json has 0\.2\.0/, 'v0.3.0', () => undefined],
    [
      'of a commit without the version',
      /package.json has 0\.1\.0 and CHANGELOG.md 0\.2\.0/,
      'v0.2.0',
      (repository) => void repository.git('switch', '--quiet', '--detach', 'v0.2.0~1'),
    ],
    [
      'of a commit that is not on main',
      /not on main/,
      'v0.2.0',
      (repository) => void repository.git('update-ref', 'refs/remotes/origin/main', 'v0.2.0~1'),
    ],
    [
      'in a repository that the manifest does not name',
      /"repository" in package.json/,
      'v0.2.0',
      (repository) => void repository.git('remote', 'set-url', 'origin', 'https://github.com/a/fork'),
    ],
  ])('%s is not published', (_why, message, tag, arrange) => {
    const repository = released();
    arrange(repository);
    const { status, output } = repository.release('--tag', tag);

    expect(output).toMatch(message);
    expect(status).toBe(1);
  });
});
