import { readdirSync, readFileSync } from "node:fs";

/** A running process and its arguments, separated by blanks. */
export interface ProcessLine {
  readonly pid: number;
  readonly line: string;
}

/**
 * Collects the arguments of every process that descends from this one while `work` runs, by looking again and again.
 * Linux only: elsewhere there is no /proc, and this throws.
 */
export async function argumentsDuring(work: () => Promise<unknown>): Promise<Set<string>> {
  const seen = new Set<string>();
  const look = () => {
    for (const { line } of descendantsOf(process.pid)) seen.add(line);
  };
  const timer = setInterval(look, 25);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return seen;
}

/** The processes that descend from a process, itself aside. */
export function descendantsOf(ancestor: number): ProcessLine[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync("/proc")) {
    const stat = /^\d+$/.test(entry) ? read(`/proc/${entry}/stat`) : undefined;
    const parent = stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[1];
    if (parent) parents.set(Number(entry), Number(parent));
  }
  const descends = (pid: number): boolean => pid === ancestor || (parents.has(pid) && descends(parents.get(pid) ?? 0));
  return [...parents.keys()]
    .filter((pid) => pid !== ancestor && descends(pid))
    .flatMap((pid) => {
      const line = read(`/proc/${pid}/cmdline`)?.replaceAll("\0", " ");
      return line ? [{ pid, line }] : [];
    });
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
