import { execFileSync } from 'node:child_process';
import { median } from './comparison.mjs';

const PEERS = [
  'reflect-metadata',
  '@nestjs/common',
  '@nestjs/core',
  '@nestjs/axios',
  '@nestjs/config',
  '@nestjs/schedule',
  'axios',
  'rxjs',
];

/** Milliseconds that a fresh process takes to import the package, once its peers are there as in any Nest application. */
export function importTime(runs = 9) {
  const script = `
    for (const peer of ${JSON.stringify(PEERS)}) await import(peer);
    const before = performance.now();
    await import('nestjs-alternative-payments');
    process.stdout.write(String(performance.now() - before));
  `;
  const samples = Array.from({ length: runs }, () =>
    Number(execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' })),
  );
  return median(samples);
}
