#!/usr/bin/env node
import { runCommand } from './command.js';

// A reader that has gone, as in "… | head", must not end a simulator that others use.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

void runCommand(process.argv.slice(2), process).then(({ exitCode, running }) => {
  process.exitCode = exitCode;
  if (!running) return;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void running.close());
});
