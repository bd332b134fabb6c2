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
  readonly #writes = new Map<string, number>();
  #listeners: (() => void)[] = [];

  /** The engine compared a resource with the program. @param isReleased whether it will have another name, or be replaced */
  planned(id: string, isReleased: boolean): void {
    this.#planned.add(id);
    if (isReleased) this.#released.add(id);
    this.#happened();
  }

  /** Whether a resource gives up its name in this run, as far as is known. */
  isReleased(id: string): boolean {
    return this.#released.has(id);
  }

  /** A resource was written or deleted. */
  written(id: string): void {
    this.#writes.set(id, (this.#writes.get(id) ?? 0) + 1);
    this.#happened();
  }

  /** Waits until the engine has compared the resources with the program, or until it probably never will. */
  async known(ids: readonly string[], run: Pick<Run, "pause">): Promise<void> {
    await this.#once(() => ids.every((id) => this.#planned.has(id)), patience.planned, run);
  }

  /**
   * Tries again each time when one of the resources was written, until there is a result.
   *
   * @returns undefined if nothing happens for too long
   */
  async afterWrites<Result>(
    ids: readonly string[],
    attempt: () => Promise<Result | undefined>,
    run: Pick<Run, "pause">,
  ): Promise<Result | undefined> {
    const count = () => ids.reduce((sum, id) => sum + (this.#writes.get(id) ?? 0), 0);
    for (;;) {
      const before = count();
      const result = await attempt();
      if (result !== undefined) return result;
      if (!(await this.#once(() => count() !== before, patience.written, run))) return undefined;
    }
  }

  /** Whether a condition is met before nothing happens for so many milliseconds. */
  async #once(condition: () => boolean, milliseconds: number, { pause }: Pick<Run, "pause">): Promise<boolean> {
    while (!condition()) {
      const next = new Promise<true>((resolve) => this.#listeners.push(() => resolve(true)));
      const isLate = pause(milliseconds).then(() => false);
      if (!(await Promise.race([next, isLate]))) return false;
    }
    return true;
  }

  #happened(): void {
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  }
}
