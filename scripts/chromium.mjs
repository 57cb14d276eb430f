// Finds a Chromium for the tests in a browser and for the picture of the dashboard, or installs Debian's.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const DEBIAN_PATH = '/usr/bin/chromium';

/** The Chromium of this machine, or why there is none. CHROMIUM_PATH takes precedence. */
export function findChromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named && !existsSync(named)) return { missing: `CHROMIUM_PATH names ${named}, which does not exist` };
  const path = named || DEBIAN_PATH;
  if (existsSync(path)) return { path };
  return {
    missing: 'there is no Chromium: set CHROMIUM_PATH, or run "node scripts/install-chromium.mjs" on Debian',
  };
}

/** The same after Debian's package was installed, where that is possible and still needed. */
export function installChromium() {
  const found = findChromium();
  if (found.path || process.env.CHROMIUM_PATH) return found;
  const isDebian = existsSync('/etc/debian_version');
  if (!isDebian) return { missing: 'Chromium is installed by itself on Debian only: set CHROMIUM_PATH' };
  if (process.getuid?.() !== 0) return { missing: 'only root can install Chromium: set CHROMIUM_PATH' };
  try {
    apt('update');
    apt('install', '--assume-yes', '--no-install-recommends', 'chromium');
  } catch (error) {
    return { missing: `Chromium could not be installed: ${error.message}` };
  }
  return findChromium();
}

function apt(...words) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  execFileSync('apt-get', ['-qq', '-o', 'Acquire::Retries=1', ...words], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
