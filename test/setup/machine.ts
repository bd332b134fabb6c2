import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished, vi } from "vitest";

/** A machine with nothing on its PATH and nothing in its cache but what a test puts there. */
export interface Machine {
  /** The only folder on its PATH. */
  readonly bin: string;
  readonly cache: string;
  readonly env: NodeJS.ProcessEnv;
  /** Every line that setup has told the user. */
  readonly said: () => string[];
  /** Installs a stand-in for a program, as a shell script: its path. */
  program(file: string, script: string): string;
}

/** Creates a machine for the length of a test. */
export function createMachine(): Machine {
  const folder = mkdtempSync(join(tmpdir(), "machine-"));
  const written: string[] = [];
  const stderr = vi.spyOn(process.stderr, "write").mockImplementation((text) => written.push(String(text)) > 0);
  onTestFinished(() => {
    stderr.mockRestore();
    rmSync(folder, { recursive: true });
  });
  const bin = join(folder, "bin");
  mkdirSync(bin);
  return {
    bin,
    cache: join(folder, "cache"),
    env: { PATH: bin },
    said: () => written.join("").trim().split("\n"),
    program(file, script) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `#!/bin/sh\nPATH=/usr/bin:/bin\n${script}\n`);
      chmodSync(file, 0o755);
      return file;
    },
  };
}
