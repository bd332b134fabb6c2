/** A refused request, thrown where the refusal is decided. Each API has its own kind, which knows its answer. */
export class Refusal extends Error {
  #reason: string | undefined;

  /** Why exactly, where the answer must not say: for the request log alone. */
  get reason(): string | undefined {
    return this.#reason;
  }

  /** Adds the reason. */
  because(reason: string): this {
    this.#reason = reason;
    return this;
  }
}
