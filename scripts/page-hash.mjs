// Tells whether the picture of the dashboard shows the page as it is.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

const PAGE = new URL('../sample-app/dashboard/page/', import.meta.url);

/** A hash of the files of the page. The times of files say nothing in a clone. */
export function hashOfPage() {
  const hash = createHash('sha256');
  for (const name of readdirSync(PAGE).toSorted())
    hash.update(`${name}\0${readFileSync(new URL(name, PAGE), 'utf8').replaceAll('\r\n', '\n')}\0`);
  return hash.digest('hex');
}
