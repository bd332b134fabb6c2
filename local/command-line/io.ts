/** Where commands print: each call is one line, `out` for results and `error` for problems. */
export interface Io {
  out(line: string): void;
  error(line: string): void;
}

/** The exit code of a command. */
export type ExitCode = 0 | 1;
