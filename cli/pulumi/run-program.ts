import { execFile } from "node:child_process";

/** How a program ended. */
export interface Ended {
  /** Its exit code; 127 if it is not there, or if it was ended because it took too long. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Options of `runProgram`. */
export interface RunOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** When it is ended, in milliseconds; 0: never. @default 30000 */
  readonly timeout?: number;
  /** What it gets on its standard input. @default nothing */
  readonly input?: string;
}

/** The most that a program may print: the state of a large stack. */
const mostBytes = 2 ** 29;

/** Runs a program to its end. It never rejects. */
export function runProgram(
  program: string,
  args: readonly string[],
  { input = "", ...options }: RunOptions,
): Promise<Ended> {
  return new Promise((resolve) => {
    const limits = { timeout: 30_000, maxBuffer: mostBytes, ...options };
    const child = execFile(program, [...args], limits, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : 127;
      resolve({ code, stdout, stderr: stderr === "" && error !== null ? error.message : stderr });
    });
    child.stdin?.on("error", () => {}).end(input);
  });
}
