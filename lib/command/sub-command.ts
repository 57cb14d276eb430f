/** Where a command writes to: `process`, or an object that a test can read. */
export interface CommandOutput {
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown };
}

/** The result of a command. */
export interface CommandResult {
  /** 0 for success, 1 if the work failed, 2 for bad arguments. */
  exitCode: number;
  /** What the command has started. It runs until it is closed. */
  running?: { close(): Promise<void> };
}

/** A subcommand of the command-line tool. */
export interface SubCommand {
  /** What it does, in a few words. */
  readonly summary: string;
  run(argv: string[], output: CommandOutput): Promise<CommandResult>;
}
