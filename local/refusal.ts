/** A refused request, thrown where the refusal is decided. Each API has its own subclass, which knows its answer. */
export class Refusal extends Error {
  #reason: string | undefined;

  /** The exact reason, if the answer must not give it: only for the request log. */
  get reason(): string | undefined {
    return this.#reason;
  }

  /** Adds the reason. */
  because(reason: string): this {
    this.#reason = reason;
    return this;
  }
}
