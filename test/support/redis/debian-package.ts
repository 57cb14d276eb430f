import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from './run.js';

/** What starts the server that is unpacked in a folder; if there is none, it fails. */
export function debianCommand(folder: string): readonly string[] {
  const libraries = ['lib', 'usr/lib'].flatMap((path) => architecturesIn(join(folder, path)));
  return ['env', `LD_LIBRARY_PATH=${libraries.join(':')}`, join(folder, 'usr/bin/redis-server')];
}

function architecturesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.includes('-linux-'));
  return names.map((name) => join(folder, name));
}

/** Downloads Debian's Redis into a folder. Needs no root, and neither installs nor writes anything elsewhere. */
export async function downloadFromDebian(folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const work = await mkdtemp(`${folder}-`);
  try {
    const unpacked = join(work, 'unpacked');
    for (const file of await download(work)) await run(['dpkg', '-x', file, unpacked]);
    await run(debianCommand(unpacked), '--version');
    await renameUnlessThere(unpacked, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The files of the package and of everything that it needs and this machine lacks. */
async function download(work: string): Promise<string[]> {
  const archives = join(work, 'cache/archives');
  await mkdir(join(archives, 'partial'), { recursive: true });
  await mkdir(join(work, 'state/lists/partial'), { recursive: true });
  // Lists of its own, because those of the system may be missing or name files that are gone from the mirror.
  const settings = [
    `Dir::State=${join(work, 'state')}`,
    `Dir::Cache=${join(work, 'cache')}`,
    `Dir::Log=${work}`,
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
  await run(apt, 'install', 'redis-server').catch((reason: Error) => {
    throw failure ?? reason;
  });
  const names = await readdir(archives);
  return names.filter((name) => name.endsWith('.deb')).map((name) => join(archives, name));
}

/** Leaves alone what another run has put there in the meantime, and perhaps uses already. */
async function renameUnlessThere(from: string, to: string): Promise<void> {
  await rename(from, to).catch((reason: NodeJS.ErrnoException) => {
    if (reason.code !== 'ENOTEMPTY' && reason.code !== 'EEXIST') throw reason;
  });
}
