import { readdirSync, readFileSync } from "node:fs";

/**
 * Collects the arguments of every process that descends from this one while `work` runs, by looking again and again.
 * Linux only: elsewhere there is no /proc, and this throws.
 */
export async function argumentsDuring(work: () => Promise<unknown>): Promise<Set<string>> {
  const seen = new Set<string>();
  const look = () => {
    for (const line of descendants()) seen.add(line);
  };
  const timer = setInterval(look, 25);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return seen;
}

function descendants(): string[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync("/proc")) {
    const stat = /^\d+$/.test(entry) ? read(`/proc/${entry}/stat`) : undefined;
    const parent = stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[1];
    if (parent) parents.set(Number(entry), Number(parent));
  }
  const own = (pid: number): boolean => pid === process.pid || (parents.has(pid) && own(parents.get(pid) ?? 0));
  return [...parents.keys()]
    .filter((pid) => pid !== process.pid && own(pid))
    .flatMap((pid) => read(`/proc/${pid}/cmdline`)?.replaceAll("\0", " ") || []);
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
