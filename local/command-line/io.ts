/** Where commands print: one line for people to `out`, one line for what went wrong to `error`. */
export interface Io {
  out(line: string): void;
  error(line: string): void;
}

/** The exit code of a command. */
export type ExitCode = 0 | 1;
