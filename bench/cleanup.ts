/** What has to be undone before this process ends, however it ends. */
export class Cleanup {
  readonly #steps: (() => unknown)[] = [];
  #isEnding = false;

  constructor() {
    for (const [signal, number] of Object.entries({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 }))
      process.once(signal, () => this.#end(128 + number));
  }

  /** Adds a step; the last one is done first. */
  add(step: () => unknown): void {
    this.#steps.push(step);
  }

  /** Undoes everything that was added, whatever fails, and throws the first failure. Does not return after a signal. */
  async run(): Promise<void> {
    // The signal's own undoing is under way and ends the process: what failed because of it is not to be reported before.
    if (this.#isEnding) await new Promise(() => {});
    await this.#undo();
  }

  async #undo(): Promise<void> {
    const failures: unknown[] = [];
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      try {
        await step();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  #end(code: number): void {
    this.#isEnding = true;
    this.#undo()
      .catch((error: unknown) => console.error(error))
      .finally(() => process.exit(code));
  }
}
