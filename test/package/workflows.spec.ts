import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { root, textOf } from '../../scripts/snippets.mjs';

const FOLDER = '.github/workflows';
const workflows = readdirSync(root + FOLDER).map((name) => `${FOLDER}/${name}`);

/** The part of a workflow that is one job. */
const jobOf = (workflow: string, name: string): string =>
  new RegExp(`^  ${name}:\n(?:(?:    .*)?\n)*`, 'm').exec(textOf(workflow))?.[0] ?? '';

it.each(workflows)(
  '%s uses only actions that are pinned to a commit, and names their version',
  (workflow) => {
    const used = [...textOf(workflow).matchAll(/uses: (.+)$/gm)].map(([, action = '']) => action);
    const pinned = /^(?:[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+|\.\/\.github\/workflows\/[\w-]+\.yml)$/;

    expect(used.filter((action) => !pinned.test(action))).toEqual([]);
    expect(used).not.toEqual([]);
  },
);

it.each(workflows)('%s grants nothing but to single jobs, and reads no secret', (workflow) => {
  const text = textOf(workflow);

  expect(text).toContain('\npermissions: {}\n');
  expect(text).not.toMatch(/secrets[.[]|pull_request_target|write-all/);
  expect(text.match(/persist-credentials: false/g)?.length ?? 0).toBe(
    text.match(/actions\/checkout@/g)?.length ?? 0,
  );
});

it('only the job that publishes may speak for the repository to npm, after everything is verified', () => {
  const release = `${FOLDER}/release.yml`;
  const publish = jobOf(release, 'publish');

  expect(publish).toContain('needs: [verify, verify-long]');
  expect(publish).toContain('id-token: write');
  expect(publish).not.toContain('contents: write');
  expect(publish).toMatch(/release\.mjs --tag[\s\S]+npm publish --provenance/);
  expect(workflows.flatMap((workflow) => textOf(workflow).match(/id-token/g) ?? [])).toHaveLength(1);
});

it('the checks run on every Node and system that is promised', () => {
  const verify = textOf(`${FOLDER}/verify.yml`);

  expect(verify).toMatch(/os: \[ubuntu-[\d.]+, macos-\d+, windows-\d+\]/);
  expect(verify).toContain('node: [20, 22, 24, 26]');
  expect(verify).toContain('bash scripts/verify.sh');
});

it('the home of the project is the same in all lines of the manifest that name it', () => {
  const { repository, homepage, bugs } = JSON.parse(textOf('package.json')) as {
    repository: { url: string };
    homepage: string;
    bugs: string;
  };
  const home = repository.url.replace(/^git\+/, '').replace(/\.git$/, '');

  expect(home).toMatch(/^https:\/\/github\.com\/[\w-]+\/[\w.-]+$/);
  expect({ homepage, bugs }).toEqual({ homepage: `${home}#readme`, bugs: `${home}/issues` });
});
