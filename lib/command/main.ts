#!/usr/bin/env node
import { runCommand } from './command.js';

void runCommand(process.argv.slice(2), process).then(({ exitCode, running }) => {
  process.exitCode = exitCode;
  if (!running) return;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void running.close());
});
