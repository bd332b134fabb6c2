import { readdirSync, readFileSync } from "node:fs";

/** What /proc tells about a process. */
export interface LinuxProcess {
  readonly pid: number;
  readonly parent: number;
  /** When it started, in ticks since boot: tells it from a later process with its id. */
  readonly started: number;
  /** User and system time so far. */
  readonly cpuSeconds: number;
}

/** Ticks of a second in /proc: a constant of Linux's interface (`USER_HZ`). */
const ticks = 100;

/** All processes of the machine. */
export function allProcesses(): LinuxProcess[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => processOf(Number(name)) ?? []);
}

/** A process, or undefined if there is none of that id any more. */
export function processOf(pid: number): LinuxProcess | undefined {
  const stat = readProc(pid, "stat");
  return stat === undefined ? undefined : parseStat(stat);
}

/**
 * Reads a line of /proc/<pid>/stat.
 *
 * @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
export function parseStat(stat: string): LinuxProcess {
  // The second field is the program's name in brackets and may hold brackets and blanks.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const field = (number: number) => Number(fields[number - 3]);
  return {
    pid: Number.parseInt(stat, 10),
    parent: field(4),
    started: field(22),
    cpuSeconds: (field(14) + field(15)) / ticks,
  };
}

/** A process's program and arguments; empty if it has ended. */
export function commandLineOf(pid: number): string[] {
  return readProc(pid, "cmdline")?.split("\0").slice(0, -1) ?? [];
}

/** The most memory that a process has had resident so far, in bytes; 0 if it has ended. */
export function peakMemoryOf(pid: number): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readProc(pid, "status") ?? "")?.[1];
  return Number(kilobytes ?? 0) * 1024;
}

/** The memory that a process has resident now, in bytes; 0 if it has ended. */
export function memoryOf(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readProc(pid, "status") ?? "")?.[1];
  return Number(kilobytes ?? 0) * 1024;
}

function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return undefined;
  }
}
