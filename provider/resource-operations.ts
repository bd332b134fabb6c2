import { IdentityDomainError, isConflict, isNotFound } from "../identity-domain/identity-domain-error.ts";
import { DuplicateDeclarations } from "./duplicate-declarations.ts";
import { resourceShape, type Shape } from "./property-table/property-table.ts";
import { type ResourceAddress, resourceAddress } from "./requests/resource-id.ts";
import { meta, ResourceRequests, type ResourceState } from "./requests/resource-requests.ts";
import type { Run } from "./requests/run.ts";
import { RunChanges } from "./requests/run-changes.ts";
import { takeOver } from "./requests/take-over.ts";
import type { Adoption, ResourceType, TakenOver } from "./types/resource-type.ts";
import { type Difference, difference } from "./values/diff.ts";
import { importedInputs, refreshedInputs } from "./values/inputs-after-read.ts";
import { plan } from "./values/plan.ts";
import { entriesOf, isAbsent, UNKNOWN, type Value, type Values } from "./values/property-values.ts";

/** A resource that was read, with the inputs of a program that declares it as it is. */
export interface ReadState extends ResourceState {
  readonly inputs: Values;
}

/** A creation as a preview shows it. */
export interface PlannedCreation {
  readonly planned: Values;
  /** The existing resource that it will be. @default none, it is created */
  readonly takenOver: TakenOver | undefined;
}

/** Properties with names that may have to be unique in the domain. */
const names: ReadonlySet<string> = new Set(["displayName", "name", "userName"]);

/** How a resource gives up its name for a while, and gets its former one back. */
interface Parking {
  readonly away: () => Promise<unknown>;
  readonly back: () => Promise<unknown>;
}

/** The operations on the resources of one type. */
export class ResourceOperations {
  readonly type: ResourceType;
  readonly shape: Shape;
  readonly #run: Run;
  readonly #duplicates = new DuplicateDeclarations();
  readonly #changes = new RunChanges();

  constructor(type: ResourceType, run: Run) {
    this.type = type;
    this.shape = resourceShape(type.token) ?? {};
    this.#run = run;
  }

  /** How a resource of the state differs from what the program says; no request. */
  difference(urn: string, pulumiId: string, olds: Values, news: Values, ignored: readonly string[]): Difference {
    const address = this.#addressOf(pulumiId, olds.idcsEndpoint);
    const found = difference(this.shape, olds, this.#completed(news, olds), ignored);
    this.#duplicates.named(address.id, urn);
    const isRenamed = found.changes.some(({ path }) => names.has(path));
    this.#changes.planned(address.id, isRenamed || found.replaces.length > 0);
    if (found.replaces.length === 0) this.#duplicates.kept(address.id, urn);
    return this.type.adjustDifference?.(found, address, news, this.#run) ?? found;
  }

  /**
   * What is known about a resource before it is created, and which existing one it will be. Resources share the lists that show
   * whether it is taken.
   *
   * @throws IdentityDomainError `CONFLICT` if it is taken: another resource has its name, or another stack has the same
   * @throws Error if it is to be an existing resource that cannot be as declared
   */
  async previewCreate(urn: string, inputs: Values): Promise<PlannedCreation> {
    const { idcsEndpoint } = inputs;
    const takenOver = await this.#foretell(urn, idcsEndpoint, inputs);
    const isAdoption = this.type.adoptionOf?.(inputs) !== undefined;
    if (!isAdoption || takenOver !== undefined) await this.#refuseTaken(urn, idcsEndpoint, inputs, takenOver?.id);
    return { planned: this.#forState({ ...plan(this.shape, inputs), ...meta, id: UNKNOWN }), takenOver };
  }

  /**
   * What is known about a resource before it is updated. A new name is looked for in the same list as in `previewCreate`.
   *
   * @throws IdentityDomainError `CONFLICT` if the domain would refuse it because another resource has its new name
   */
  async previewUpdate(
    urn: string,
    pulumiId: string,
    olds: Values,
    news: Values,
    ignored: readonly string[],
  ): Promise<Values> {
    const planned = this.#planUpdate(olds, news, ignored);
    const { endpoint, id } = this.#addressOf(pulumiId, olds.idcsEndpoint);
    const changed = Object.entries(planned).filter(([name, value]) => name === "tags" || value !== olds[name]);
    await this.#refuseTaken(urn, endpoint, Object.fromEntries(changed), id);
    return this.#forState({ ...planned, ...meta, ...(!isAbsent(olds.id) && { id: olds.id }) });
  }

  /** Creates a resource, unless its type adopts it, or it exists already by what identifies it: then it is taken over. */
  async create(urn: string, inputs: Values): Promise<ResourceState> {
    return this.#stored(await this.#create(urn, inputs));
  }

  async #create(urn: string, inputs: Values): Promise<ResourceState> {
    const planned = plan(this.shape, inputs);
    const twin = this.type.twinOf(inputs);
    const adopt = this.type.adoptionOf?.(inputs);
    const requests = await this.#requestsTo(inputs.idcsEndpoint);
    if (adopt !== undefined) return this.#adopt(urn, inputs, requests, adopt);
    const same = await this.type.findSame?.(requests, inputs);
    try {
      const create = () => this.#withFreeName(requests, inputs, () => requests.create(inputs, planned, twin));
      const made = same === undefined ? await create() : { twin: same };
      if ("twin" in made) {
        this.#duplicates.takenOver(made.twin.id, urn);
        return await takeOver(requests, made.twin, inputs, (found) => this.#completed(inputs, found));
      }
      this.#duplicates.created(made.state.id, urn);
      this.#run.lists.created(made.state.id);
      this.#changes.written(made.state.id);
      return made.state;
    } catch (error) {
      throw isConflict(error) ? await this.type.explainConflict(requests.domain, inputs, error) : error;
    }
  }

  async #adopt(urn: string, inputs: Values, requests: ResourceRequests, adopt: Adoption): Promise<ResourceState> {
    let own: string | undefined;
    const write = () =>
      adopt(requests, (id) => {
        this.#duplicates.adopted(id, urn);
        own = id;
      });
    try {
      const state = await this.#withFreeName(requests, inputs, write, () => own);
      this.#changes.written(state.id);
      return state;
    } catch (error) {
      throw isConflict(error) ? await this.type.explainConflict(requests.domain, inputs, error, own) : error;
    }
  }

  /** Updates a resource: one PUT of all that it is to be, if its type does no more. */
  async update(
    urn: string,
    pulumiId: string,
    olds: Values,
    news: Values,
    ignored: readonly string[],
  ): Promise<ResourceState> {
    const planned = this.#planUpdate(olds, news, ignored);
    const { endpoint, id } = this.#addressOf(pulumiId, olds.idcsEndpoint);
    this.#duplicates.kept(id, urn);
    const requests = await this.#requestsTo(endpoint);
    try {
      const write = () =>
        this.type.update?.(requests, { endpoint, id, olds, news, planned, ignored }) ??
        requests.replace(id, olds, planned);
      const parking = this.type.parking?.({ id, olds, news, planned });
      const park = parking && {
        away: () => requests.replace(id, olds, parking.away),
        back: () => requests.replace(id, olds, parking.back),
      };
      const state = await (park ? this.#withFreeName(requests, planned, write, () => id, park) : write());
      this.#changes.written(id);
      return this.#stored(state);
    } catch (error) {
      if (isConflict(error)) throw await this.type.explainConflict(requests.domain, news, error, id);
      if (!isNotFound(error)) throw error;
      const message = `${error.message}\nIt no longer exists: \`pulumi refresh\` removes it from the state, and \`pulumi up\` then creates it again.`;
      throw new IdentityDomainError(error.code, message, error.details);
    }
  }

  /**
   * Reads a resource.
   *
   * @param inputs its inputs; a resource without any is imported
   * @returns undefined if it does not exist any more
   */
  async read(urn: string, pulumiId: string, properties: Values, inputs: Values): Promise<ReadState | undefined> {
    const { endpoint, id } = this.#addressOf(pulumiId, properties.idcsEndpoint ?? inputs.idcsEndpoint);
    const requests = await this.#requestsTo(endpoint);
    const isImport = entriesOf(inputs).length === 0;
    this.#duplicates.named(id, urn);
    try {
      const answer = await (isImport ? requests.read(id, properties) : requests.readWithStack(id, properties));
      const found = requests.stateOf(answer, { ...properties, idcsEndpoint: endpoint });
      const state = {
        ...found,
        properties: this.#forState(found.properties, isImport ? await this.#tags(requests, id) : {}),
      };
      if (!isImport) return { ...state, inputs: refreshedInputs(this.shape, inputs, state.properties, properties) };
      this.#duplicates.imported(id, urn);
      return { ...state, inputs: importedInputs(this.shape, state.properties) };
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** Deletes a resource, unless it does not exist any more, or another resource of the program stands for it. */
  async remove(urn: string, pulumiId: string, properties: Values): Promise<void> {
    const { endpoint, id } = this.#addressOf(pulumiId, properties.idcsEndpoint);
    if (this.#duplicates.isNeeded(id, urn)) return;
    const requests = await this.#requestsTo(endpoint);
    const remove = async () => this.type.remove?.(requests, { endpoint, id, properties }) ?? requests.remove(id);
    try {
      await requests.writing(remove);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    this.#duplicates.removed(id);
    this.#run.lists.removed(id);
    this.#changes.written(id);
  }

  #addressOf(pulumiId: string, endpoint: Value | undefined): ResourceAddress {
    return resourceAddress(this.type.collection, pulumiId, endpoint);
  }

  async #requestsTo(endpoint: Value | undefined): Promise<ResourceRequests> {
    return new ResourceRequests(this.type, await this.#run.domains.at(String(endpoint)), this.#run);
  }

  async #foretell(urn: string, endpoint: Value | undefined, inputs: Values): Promise<TakenOver | undefined> {
    if (typeof endpoint !== "string" || endpoint === UNKNOWN) return undefined;
    return this.type.foretell?.(await this.#requestsTo(endpoint), inputs, (id) => this.#isReleased(id, urn));
  }

  /** Whether a resource gives up its name in this run, as far as is known: the program renames or replaces it. */
  #isReleased(id: string, urn: string): boolean {
    return this.#changes.isReleased(id) || this.#duplicates.isNamed(id, urn);
  }

  async #refuseTaken(urn: string, endpoint: Value | undefined, inputs: Values, own?: string): Promise<void> {
    if (this.type.refuseTaken === undefined || typeof endpoint !== "string" || endpoint === UNKNOWN) return;
    const isReleased = (id: string): boolean => this.#isReleased(id, urn);
    const known = (ids: readonly string[]): Promise<void> => this.#changes.known(ids, this.#run);
    const twin = own === undefined ? this.type.twinOf(inputs) : undefined;
    await this.type.refuseTaken(await this.#requestsTo(endpoint), inputs, { own, twin, isReleased, known });
  }

  /**
   * Writes a resource. If the domain refuses its name because another resource of the program has it, and gives it up in this
   * run, the request is repeated when that is done. Meanwhile the resource is parked under another name, so that two can swap theirs.
   *
   * @param ownId the id of the resource, once it is known: it is not in its own way
   * @param park absent for a resource that gives up no name
   */
  async #withFreeName<Result>(
    requests: ResourceRequests,
    inputs: Values,
    write: () => Promise<Result>,
    ownId: () => string | undefined = () => undefined,
    park?: Parking,
  ): Promise<Result> {
    const attempt = () =>
      write().catch((error: unknown) => {
        if (!isConflict(error)) throw error;
        refusal = error;
        return undefined;
      });
    let refusal: unknown;
    const written = await attempt();
    if (written !== undefined) return written;
    const own = ownId();
    const holders = (await this.type.namesakes?.(requests.domain, inputs, own)) ?? [];
    const ids = holders.map(({ id }) => id);
    if (ids.length === 0) throw refusal;
    await this.#changes.known(ids, this.#run);
    if (!ids.every((id) => this.#changes.isReleased(id))) throw refusal;
    await park?.away();
    if (park !== undefined && own !== undefined) this.#changes.written(own);
    const later = await this.#changes.afterWrites(ids, attempt, this.#run);
    if (later !== undefined) return later;
    await park?.back();
    throw refusal;
  }

  #stored(state: ResourceState): ResourceState {
    return { ...state, properties: this.#forState(state.properties) };
  }

  /**
   * The properties without those that the state must not have.
   *
   * @param more what is known of the resource, and is no property
   */
  #forState(properties: Values, more: Values = {}): Values {
    const withheld = this.type.withheld?.({ ...properties, ...more }) ?? [];
    return Object.fromEntries(Object.entries(properties).filter(([name]) => !withheld.includes(name)));
  }

  /** What decides whether something is withheld: an import does not ask for it. */
  async #tags({ domain }: ResourceRequests, id: string): Promise<Values> {
    if (this.type.withheld === undefined) return {};
    const { tags } = await domain.read(this.type.collection, id, { query: { attributes: "tags" } });
    return isAbsent(tags) ? {} : { tags };
  }

  #completed(news: Values, olds: Values): Values {
    return this.type.completeInputs?.(news, olds) ?? news;
  }

  #planUpdate(olds: Values, news: Values, ignored: readonly string[]): Values {
    const changed = plan(this.shape, this.#completed(news, olds), olds);
    const kept = ignored.filter((name) => name in changed).map((name) => [name, olds[name]]);
    const planned = { ...changed, ...Object.fromEntries(kept) };
    return this.type.adjustPlan?.(planned, olds, news) ?? planned;
  }
}
