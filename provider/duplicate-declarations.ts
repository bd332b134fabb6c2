/**
 * Notices when two resources of a program stand for the same resource of the domain, as far as this run has shown it.
 *
 * The operations report what they do with which resource; `urn` is the resource of the program.
 */
export class DuplicateDeclarations {
  /** The resources that the state has for an id. */
  readonly #named = new Map<string, Set<string>>();
  /** The resource that stands for an id from now on: it was kept or created, or became it otherwise. */
  readonly #current = new Map<string, string>();
  /** Ids that were taken over or adopted in this run. */
  readonly #takenOver = new Set<string>();
  /** The resource that was imported for an id in this run. */
  readonly #imported = new Map<string, string>();

  /** The engine named a resource of the state. */
  named(id: string, urn: string): void {
    const urns = this.#named.get(id) ?? new Set();
    this.#named.set(id, urns.add(urn));
  }

  /** Whether the state has an id for a resource. */
  isNamed(id: string, urn: string): boolean {
    return this.#named.get(id)?.has(urn) === true;
  }

  /**
   * A resource of the state stays.
   *
   * @throws Error if another resource has taken it over in this run
   */
  kept(id: string, urn: string): void {
    if (this.#takenOver.has(id)) this.#refuseAnother(id, urn);
    this.#current.set(id, urn);
  }

  /**
   * A resource was created.
   *
   * @throws Error if another resource of the program stands for it
   */
  created(id: string, urn: string): void {
    this.#refuseAnother(id, urn);
    this.#become(id, urn);
  }

  /**
   * A resource that exists in the domain is taken over.
   *
   * @throws Error if another resource of the program stands for it, or if it is the one that it is to replace
   */
  takenOver(id: string, urn: string): void {
    this.#refuseAnother(id, urn);
    if (this.isNamed(id, urn))
      throw new Error(
        `"${nameOf(urn)}" cannot be replaced while it exists, because the domain can have it only once: set the resource option deleteBeforeReplace.`,
      );
    this.#become(id, urn);
    this.#takenOver.add(id);
  }

  /**
   * A resource of the domain that the program names by its identity is adopted; it may replace itself.
   *
   * @throws Error if another resource of the program stands for it
   */
  adopted(id: string, urn: string): void {
    this.#refuseAnother(id, urn);
    this.#become(id, urn);
    this.#takenOver.add(id);
  }

  /** A resource of the domain was read to be imported. */
  imported(id: string, urn: string): void {
    this.#imported.set(id, urn);
  }

  /**
   * Whether a resource that is to be deleted stands for another one too, or for the one that has replaced it. The engine plans
   * an `import` that stays in the program as a replacement of the resource by itself.
   */
  isNeeded(id: string, urn: string): boolean {
    const current = this.#current.get(id);
    return this.#imported.get(id) === urn || (current !== undefined && (current !== urn || this.#takenOver.has(id)));
  }

  /** A resource was deleted. */
  removed(id: string): void {
    this.#named.delete(id);
    this.#current.delete(id);
    this.#takenOver.delete(id);
  }

  /** From now on the resource stands for this id, and for no other. */
  #become(id: string, urn: string): void {
    for (const [other, its] of this.#current) if (its === urn) this.#current.delete(other);
    this.#current.set(id, urn);
  }

  #refuseAnother(id: string, urn: string): void {
    const current = this.#current.get(id);
    if (current === undefined || current === urn) return;
    throw new Error(
      `"${nameOf(urn)}" and "${nameOf(current)}" declare the same, which the domain can have only once (id ${id}): remove one of them.`,
    );
  }
}

function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}
