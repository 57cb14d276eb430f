#!/usr/bin/env node
import { runSimulatorCommand } from './simulator-command.js';

void runSimulatorCommand(process.argv.slice(2), process).then(({ exitCode, simulator }) => {
  process.exitCode = exitCode;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void simulator?.close());
  }
});
