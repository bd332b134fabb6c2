import type { Run } from "./run.ts";

/** How long nothing happens until a resource no longer waits for another one, in milliseconds: to be written, or to be planned. */
const patience = { written: 30_000, planned: 10_000 };

/**
 * What the engine plans and does with the resources of one type in a run, for those that need a name which another one gives up:
 * the engine does not know that, and has no order for them.
 */
export class RunChanges {
  readonly #planned = new Set<string>();
  readonly #released = new Set<string>();
  #listeners: (() => void)[] = [];

  /** The engine compared a resource with the program. @param isReleased whether it will have another name, or be replaced */
  planned(id: string, isReleased: boolean): void {
    this.#planned.add(id);
    if (isReleased) this.#released.add(id);
    this.happened();
  }

  /** Whether a resource gives up its name in this run, as far as is known. */
  isReleased(id: string): boolean {
    return this.#released.has(id);
  }

  /** A resource was written. */
  happened(): void {
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  }

  /** Waits until the engine has compared the resources with the program, or until it probably never will. */
  async known(ids: readonly string[], run: Pick<Run, "pause">): Promise<void> {
    await this.until(() => ids.every((id) => this.#planned.has(id)) || undefined, run, patience.planned);
  }

  /** Tries again after each thing that happens, until there is a result; undefined if nothing happens for too long. */
  async until<Result>(
    attempt: () => Result | undefined | Promise<Result | undefined>,
    { pause }: Pick<Run, "pause">,
    milliseconds = patience.written,
  ): Promise<Result | undefined> {
    for (;;) {
      const next = new Promise<true>((resolve) => this.#listeners.push(() => resolve(true)));
      const result = await attempt();
      if (result !== undefined) return result;
      const isLate = Promise.resolve(pause(milliseconds)).then(() => false);
      if (!(await Promise.race([next, isLate]))) return undefined;
    }
  }
}
