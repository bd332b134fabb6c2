/** Which resources of the program stand for which resources of the domain, as far as this run has shown it. */
export class Claims {
  /** Resources of the state that the engine named, by id. */
  readonly #named = new Map<string, Set<string>>();
  /** Resources of the state that stay as they are, or that this run created, by id. */
  readonly #live = new Map<string, string>();
  readonly #takenOver = new Set<string>();
  /** Resources that were imported in this run, by id. */
  readonly #imported = new Map<string, string>();

  /** The engine named a resource of the state. */
  name(id: string, urn: string): void {
    const urns = this.#named.get(id) ?? new Set();
    this.#named.set(id, urns.add(urn));
  }

  /**
   * A resource of the state stays.
   *
   * @throws Error if another resource took it over in this run
   */
  keep(id: string, urn: string): void {
    if (this.#takenOver.has(id)) this.#refuseAnother(id, urn);
    this.#live.set(id, urn);
  }

  /**
   * A resource was created.
   *
   * @throws Error if it already is another resource of the program
   */
  create(id: string, urn: string): void {
    this.#refuseAnother(id, urn);
    this.#become(id, urn);
  }

  /**
   * A resource that the domain holds already becomes one of the program.
   *
   * @throws Error if it already is another one, or is the one that it is to replace
   */
  takeOver(id: string, urn: string): void {
    this.#refuseAnother(id, urn);
    if (this.#named.get(id)?.has(urn))
      throw new Error(
        `"${nameOf(urn)}" cannot be replaced while it exists, because the domain holds it only once: set the resource option deleteBeforeReplace.`,
      );
    this.#become(id, urn);
    this.#takenOver.add(id);
  }

  /**
   * A resource of the domain that the program names by its identity becomes one of the program; it may replace itself.
   *
   * @throws Error if it already is another one
   */
  adopt(id: string, urn: string): void {
    this.#refuseAnother(id, urn);
    this.#become(id, urn);
    this.#takenOver.add(id);
  }

  /** A resource of the domain was read to be imported. */
  import(id: string, urn: string): void {
    this.#imported.set(id, urn);
  }

  /**
   * Whether a resource that is to be deleted stands for another one too, or for what has replaced it: an `import` that
   * stays in the program is planned by the engine as a replacement of the resource by itself.
   */
  isNeeded(id: string, urn: string): boolean {
    const live = this.#live.get(id);
    return this.#imported.get(id) === urn || (live !== undefined && (live !== urn || this.#takenOver.has(id)));
  }

  /** A resource was deleted. */
  remove(id: string): void {
    this.#named.delete(id);
    this.#live.delete(id);
    this.#takenOver.delete(id);
  }

  /** From now on this is what the resource is; what it was before, it replaces. */
  #become(id: string, urn: string): void {
    for (const [other, its] of this.#live) if (its === urn) this.#live.delete(other);
    this.#live.set(id, urn);
  }

  #refuseAnother(id: string, urn: string): void {
    const live = this.#live.get(id);
    if (live === undefined || live === urn) return;
    throw new Error(
      `"${nameOf(urn)}" and "${nameOf(live)}" declare the same, which the domain holds only once (id ${id}): remove one of them.`,
    );
  }
}

function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}
