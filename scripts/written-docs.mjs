// The pages that are made of others, and of the documentation in the code: node scripts/written-docs.mjs writes them.
import { writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { llms } from './llms.mjs';
import { reference } from './reference.mjs';
import { root } from './snippets.mjs';

/** Each of them, and its text as it has to be. */
export const WRITTEN = { 'docs/reference.md': reference, 'llms.txt': llms };

if (argv[1] === fileURLToPath(import.meta.url))
  for (const [file, text] of Object.entries(WRITTEN)) writeFileSync(root + file, await text());
