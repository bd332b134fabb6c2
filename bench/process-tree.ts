import { allProcesses, commandLineOf, type LinuxProcess, memoryOf, peakMemoryOf, processOf } from "./linux-process.ts";
import { type Part, type PerPart, parts } from "./measurement.ts";

interface Member extends LinuxProcess {
  readonly part: Part;
  readonly peakMemory: number;
}

/** Milliseconds between two looks at the processes. */
const usualInterval = 25;

/**
 * A command of Pulumi and all processes that it starts, watched while they run: their figures are gone when they end. What
 * a process used after the last look is missed, a few hundredths of a second for each.
 */
export class ProcessTree {
  readonly #root: number;
  readonly #members = new Map<string, Member>();
  readonly #timer: NodeJS.Timeout;
  #peakTogether = 0;

  /** @param interval milliseconds between two looks at the processes */
  constructor(root: number, interval: number = usualInterval) {
    this.#root = root;
    this.#look();
    this.#timer = setInterval(() => this.#look(), interval);
  }

  /** Ends the watching. */
  close(): void {
    clearInterval(this.#timer);
  }

  /** CPU seconds, of all processes of a part together. */
  cpu(): PerPart {
    return this.#sum(({ cpuSeconds }) => cpuSeconds);
  }

  /** Peak memory in bytes, of all processes of a part together. */
  memory(): PerPart {
    return this.#sum(({ peakMemory }) => peakMemory);
  }

  /** The most memory in bytes that all its processes had resident at the same time. */
  peakTogether(): number {
    return this.#peakTogether;
  }

  /** Ends every process of the tree that still runs, each by its id. */
  kill(): void {
    this.close();
    this.#look();
    for (const { pid, started } of this.#members.values()) {
      if (processOf(pid)?.started !== started) continue;
      try {
        process.kill(pid, "SIGKILL");
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
      }
    }
  }

  #look(): void {
    const all = new Map(allProcesses().map((found) => [found.pid, found]));
    const partOf = (found: LinuxProcess | undefined): Part | undefined => {
      if (found === undefined) return undefined;
      if (found.pid === this.#root) return "engine";
      // An ended process has no command line any more, and perhaps another parent: what was known of it stays.
      const known = this.#members.get(keyOf(found))?.part ?? partOf(all.get(found.parent));
      return known && (ownPart(commandLineOf(found.pid)) ?? known);
    };
    let together = 0;
    for (const found of all.values()) {
      const part = partOf(found);
      if (part === undefined) continue;
      together += memoryOf(found.pid);
      const before = this.#members.get(keyOf(found));
      const peakMemory = Math.max(peakMemoryOf(found.pid), before?.peakMemory ?? 0);
      this.#members.set(keyOf(found), { ...found, part, peakMemory });
    }
    this.#peakTogether = Math.max(this.#peakTogether, together);
  }

  #sum(figure: (member: Member) => number): PerPart {
    const sums: Record<Part, number> = { engine: 0, program: 0, plugin: 0 };
    for (const part of parts)
      for (const member of this.#members.values()) if (member.part === part) sums[part] += figure(member);
    return sums;
  }
}

/** The part that a process begins; undefined for one that belongs to its parent's. */
export function ownPart(commandLine: readonly string[]): Part | undefined {
  const has = (pattern: RegExp) => commandLine.some((argument) => pattern.test(argument));
  if (has(/(^|\/)pulumi-resource-oci$/) || has(/(^|\/)provider\/main\.ts$/)) return "plugin";
  return has(/@pulumi\/pulumi\/cmd\/run($|\/|-)/) ? "program" : undefined;
}

function keyOf({ pid, started }: LinuxProcess): string {
  return `${pid} ${started}`;
}
