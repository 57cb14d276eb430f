import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from './run.js';

/** A package of Debian, named for the server that it holds. */
export type DebianPackage = 'redis-server' | 'valkey-server';

/** What starts the server that is unpacked in a folder; if there is none, it fails. */
export function debianCommand(folder: string, name: DebianPackage): readonly string[] {
  const libraries = ['lib', 'usr/lib'].flatMap((path) => architecturesIn(join(folder, path)));
  return ['env', `LD_LIBRARY_PATH=${libraries.join(':')}`, join(folder, 'usr/bin', name)];
}

function architecturesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.includes('-linux-'));
  return names.map((name) => join(folder, name));
}

/** Downloads a server from Debian into a folder. Needs no root, and neither installs nor writes anything elsewhere. */
export async function downloadFromDebian(folder: string, name: DebianPackage): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const work = await mkdtemp(`${folder}-`);
  try {
    const unpacked = join(work, 'unpacked');
    for (const file of await download(work, name)) await run(['dpkg', '-x', file, unpacked]);
    await run(debianCommand(unpacked, name), '--version');
    await renameUnlessThere(unpacked, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The files of the package and of everything that it needs and this machine lacks. */
async function download(work: string, name: DebianPackage): Promise<string[]> {
  const archives = join(work, 'cache/archives');
  await mkdir(join(archives, 'partial'), { recursive: true });
  await mkdir(join(work, 'state/lists/partial'), { recursive: true });
  const sources = join(work, 'sources.list');
  await writeFile(sources, [await mainSources(), ...(await backports())].join('\n'));
  // Lists of its own, because those of the system may be missing or name files that are gone from the mirror.
  const settings = [
    `Dir::State=${join(work, 'state')}`,
    `Dir::Cache=${join(work, 'cache')}`,
    `Dir::Log=${work}`,
    `Dir::Etc::sourcelist=${sources}`,
    'Acquire::http::Timeout=10',
    'Acquire::https::Timeout=10',
    'Acquire::Languages=none',
    'Acquire::Retries=1',
    'APT::Update::Error-Mode=any',
    'APT::Install-Recommends=false',
    'APT::Get::Assume-Yes=true',
    'APT::Get::Download-Only=true',
    // The locks guard what is installed, which is only read here.
    'Debug::NoLocking=true',
  ];
  const apt = ['apt-get', '-qq', ...settings.flatMap((setting) => ['-o', setting])];
  // One source that fails does no harm if another has the package; otherwise it is the reason.
  const failure = await run(apt, 'update').catch((reason: Error) => reason);
  await run(apt, 'install', name).catch((reason: Error) => {
    throw failure ?? reason;
  });
  const names = await readdir(archives);
  return names.filter((name) => name.endsWith('.deb')).map((name) => join(archives, name));
}

/** What the file with the sources says; newer systems keep them in a folder instead, which apt reads as well. */
function mainSources(): Promise<string> {
  return readFile('/etc/apt/sources.list', 'utf8').catch(() => '');
}

/** Where Debian 12 has Valkey, unless the machine knows that source already. Nothing that has a newer home comes from there. */
async function backports(): Promise<string[]> {
  const release = await readFile('/etc/os-release', 'utf8');
  const codename = /^VERSION_CODENAME=(\w+)$/m.exec(release)?.[1];
  const targets = await run(['apt-get', 'indextargets', '--format', '$(RELEASE) $(REPO_URI)']);
  const known = new Map(targets.split('\n').map((line) => line.split(' ') as [string, string]));
  const mirror = known.get(codename ?? '');
  if (mirror === undefined || known.has(`${codename}-backports`)) return [];
  const keys = '/usr/share/keyrings/debian-archive-keyring.gpg';
  return [`deb [signed-by=${keys}] ${mirror} ${codename}-backports main\n`];
}

/** Leaves alone what another run has put there in the meantime, and perhaps uses already. */
async function renameUnlessThere(from: string, to: string): Promise<void> {
  await rename(from, to).catch((reason: NodeJS.ErrnoException) => {
    if (reason.code !== 'ENOTEMPTY' && reason.code !== 'EEXIST') throw reason;
  });
}
