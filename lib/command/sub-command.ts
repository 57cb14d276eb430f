/** Where a command writes: `process`, or something that a test can read. */
export interface CommandOutput {
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown };
}

/** How a command went. */
export interface CommandResult {
  /** 0 when all went well, 1 when the work failed, 2 for bad arguments. */
  exitCode: number;
  /** What the command has started and what runs on until it is closed. */
  running?: { close(): Promise<void> };
}

/** One of the things that the command can do. */
export interface SubCommand {
  /** What it does, in a few words. */
  readonly summary: string;
  run(argv: string[], output: CommandOutput): Promise<CommandResult>;
}
