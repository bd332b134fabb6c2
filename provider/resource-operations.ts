import type { IdentityDomain, RequestOptions, StoredResource } from "../identity-domain/client.ts";
import { IdentityDomainError, isNotFound } from "../identity-domain/identity-domain-error.ts";
import { Claims } from "./claims.ts";
import { createOnce } from "./creation.ts";
import { type Difference, difference } from "./diff.ts";
import { importedInputs, refreshedInputs } from "./inputs.ts";
import { stackOf } from "./ownership.ts";
import { plan } from "./plan.ts";
import { resourceShape, type Shape } from "./property-table.ts";
import { entriesOf, isAbsent, isEmpty, isList, UNKNOWN, type Value, type Values } from "./property-values.ts";
import { resourceAddress } from "./resource-id.ts";
import type { ResourceType } from "./resource-type.ts";
import type { Run } from "./run.ts";
import { listAll } from "./stack-lists.ts";
import { fromWire, requestProperties, toWire } from "./wire.ts";

/** A resource as the engine is to store it. */
export interface ResourceState {
  readonly id: string;
  readonly properties: Values;
}

/** A resource that was read, with what a program that declares it as it is would say. */
export interface ReadState extends ResourceState {
  readonly inputs: Values;
}

/** Kept in the state for the official plugin's sake: its time limits. */
const meta = {
  __meta: JSON.stringify({
    "e2bfb730-ecaa-11e6-8f88-34363bc7c4c0": { create: 12e11, delete: 12e11, update: 12e11 },
  }),
};

/** The operations on the resources of one type. */
export class ResourceOperations {
  readonly type: ResourceType;
  readonly shape: Shape;
  readonly #run: Run;
  readonly #claims = new Claims();

  constructor(type: ResourceType, run: Run) {
    this.type = type;
    this.shape = resourceShape(type.token) ?? {};
    this.#run = run;
  }

  /** How a resource of the state differs from what the program says; no request. */
  difference(urn: string, pulumiId: string, olds: Values, news: Values, ignored: readonly string[]): Difference {
    const found = difference(this.shape, olds, news, ignored);
    const { endpoint, id } = resourceAddress(this.type, pulumiId, olds.idcsEndpoint);
    this.#claims.name(id, urn);
    if (found.replaces.length > 0) return found;
    this.#claims.keep(id, urn);
    const isLeftInactive = news.active === true && this.#run.interruptedDeletes.has(endpoint, id);
    return isLeftInactive ? withChangeOf("active", found) : found;
  }

  /** What is known of a resource before it is created. */
  previewCreate(inputs: Values): Values {
    return { ...plan(this.shape, inputs), ...meta, id: UNKNOWN };
  }

  /** What is known of a resource before it is updated. */
  previewUpdate(olds: Values, news: Values, ignored: readonly string[]): Values {
    return { ...this.#planned(olds, news, ignored), ...meta, ...(!isAbsent(olds.id) && { id: olds.id }) };
  }

  /** Creates a resource: one POST. If it has been made already, by a request whose answer was lost, it is taken over. */
  async create(urn: string, inputs: Values): Promise<ResourceState> {
    const planned = plan(this.shape, inputs);
    const domain = await this.#run.domains.at(String(inputs.idcsEndpoint));
    const post = () => domain.create(this.type.collection, toWire(this.shape, inputs), requestOptions(planned));
    const twin = this.type.twinOf(inputs);
    const findTwin = async () => {
      if (twin === undefined) return undefined;
      const query = { filter: twin.filter, attributeSets: ["default", "request"] };
      const found = await listAll(domain, this.type.collection, { query });
      return found.find((candidate) => twin.isTwin(candidate as unknown as Values));
    };
    const creation = { ...this.#run, ...(twin === undefined && { creations: 0, pause: async () => {} }) };
    try {
      const { resource, isTwin } = await this.#writing(() => createOnce({ post, findTwin }, creation));
      if (isTwin) return await this.#takeOver(urn, domain, resource, inputs);
      this.#claims.create(resource.id, urn);
      return this.#stateOf(resource as unknown as Values, planned);
    } catch (error) {
      const isConflict = error instanceof IdentityDomainError && error.code === "CONFLICT";
      throw isConflict ? await this.type.explainConflict(domain, inputs, error) : error;
    }
  }

  /** Updates a resource: one PUT of all that it is to be. What cannot be changed is not in it. */
  async update(
    urn: string,
    pulumiId: string,
    olds: Values,
    news: Values,
    ignored: readonly string[],
  ): Promise<ResourceState> {
    const { endpoint, id } = resourceAddress(this.type, pulumiId, olds.idcsEndpoint);
    this.#claims.keep(id, urn);
    try {
      const state = await this.#replace(
        await this.#run.domains.at(endpoint),
        id,
        olds,
        this.#planned(olds, news, ignored),
      );
      this.#run.interruptedDeletes.clear(endpoint, id);
      return state;
    } catch (error) {
      if (!(error instanceof IdentityDomainError) || !isNotFound(error)) throw error;
      const message = `${error.message}\nIt is gone: \`pulumi refresh\` takes it out of the state, and \`pulumi up\` then creates it again.`;
      throw new IdentityDomainError(error.code, message, error.details);
    }
  }

  /**
   * Reads a resource: one GET, or for many of a stack one list request.
   *
   * @param inputs its inputs; without any it is imported
   * @returns undefined if it is gone
   */
  async read(urn: string, pulumiId: string, properties: Values, inputs: Values): Promise<ReadState | undefined> {
    const { endpoint, id } = resourceAddress(this.type, pulumiId, properties.idcsEndpoint ?? inputs.idcsEndpoint);
    const domain = await this.#run.domains.at(endpoint);
    const isImport = entriesOf(inputs).length === 0;
    this.#claims.name(id, urn);
    try {
      const answer =
        (isImport ? undefined : await this.#listed(domain, id, properties)) ??
        (await domain.read(this.type.collection, id, requestOptions(properties)));
      const state = this.#stateOf(answer as unknown as Values, { ...properties, idcsEndpoint: endpoint });
      const found = state.properties;
      if (isImport) this.#claims.import(id, urn);
      return {
        ...state,
        inputs: isImport ? importedInputs(this.shape, found) : refreshedInputs(this.shape, inputs, found),
      };
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** Deletes a resource; one that is gone already is deleted, and one that another resource of the program stands for stays. */
  async remove(urn: string, pulumiId: string, properties: Values): Promise<void> {
    const { endpoint, id } = resourceAddress(this.type, pulumiId, properties.idcsEndpoint);
    if (this.#claims.isNeeded(id, urn)) return;
    const domain = await this.#run.domains.at(endpoint);
    try {
      await this.#writing(() => this.type.remove({ domain, endpoint, id, properties, run: this.#run }));
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    this.#run.interruptedDeletes.clear(endpoint, id);
    this.#claims.remove(id);
  }

  /** Makes a resource that the domain holds already exactly what was asked for. */
  async #takeOver(urn: string, domain: IdentityDomain, twin: StoredResource, inputs: Values): Promise<ResourceState> {
    const { collection } = this.type;
    this.#claims.takeOver(twin.id, urn);
    const planned = plan(this.shape, inputs);
    const answer = await domain.read(collection, twin.id, requestOptions(planned));
    const state = this.#stateOf(answer as unknown as Values, planned);
    // The tags of a grant and the domain's own additions to `schemas` are no reason to write.
    if (collection === "Grants") return state;
    const { changes, replaces } = difference(this.shape, state.properties, inputs, ["schemas"]);
    if (replaces.length > 0) throw new Error(this.#unlike(domain, twin, replaces));
    if (changes.length === 0) return state;
    return this.#replace(domain, twin.id, state.properties, plan(this.shape, inputs, state.properties));
  }

  #unlike(domain: IdentityDomain, twin: StoredResource, replaces: readonly string[]): string {
    const kept = replaces.map((name) => `${name} ${JSON.stringify(twin[this.shape[name]?.wire ?? name])}`).join(", ");
    return [
      `The identity domain ${domain.url} holds the ${this.type.describe(twin)} of this very resource already, by its tags, but with ${kept}, which cannot be changed.`,
      "Declare it with that, or delete that one first.",
    ].join("\n");
  }

  async #replace(domain: IdentityDomain, id: string, olds: Values, planned: Values): Promise<ResourceState> {
    const changeable = entriesOf(planned).filter(([name]) => !this.shape[name]?.forceNew);
    const body = { ...toWire(this.shape, Object.fromEntries(changeable), olds), id };
    const answer = await this.#writing(() => domain.replace(this.type.collection, id, body, requestOptions(planned)));
    return this.#stateOf(answer as unknown as Values, planned);
  }

  /** The resource in the list of its stack, if it carries a stack's tags and the list shows all that the state knows of it. */
  async #listed(domain: IdentityDomain, id: string, properties: Values): Promise<StoredResource | undefined> {
    const stack = stackOf(properties);
    if (stack === undefined) return undefined;
    const { collection } = this.type;
    const found = await this.#run.stackLists.find(domain, collection, id, stack, requestOptions(properties));
    const isComplete = Object.entries(this.shape).every(
      ([name, { wire }]) =>
        requestProperties.has(name) || isEmpty(properties[name]) || !isAbsent(found?.[wire ?? name] as Value),
    );
    return isComplete ? found : undefined;
  }

  async #writing<T>(write: () => Promise<T>): Promise<T> {
    this.#run.stackLists.forget();
    try {
      return await write();
    } finally {
      this.#run.stackLists.forget();
    }
  }

  #planned(olds: Values, news: Values, ignored: readonly string[]): Values {
    const planned = plan(this.shape, news, olds);
    return {
      ...planned,
      ...Object.fromEntries(ignored.filter((name) => name in planned).map((name) => [name, olds[name]])),
    };
  }

  #stateOf(answer: Values, before: Values): ResourceState {
    const id = String(answer.id);
    return { id, properties: { ...fromWire(this.shape, answer, before), ...meta, id } };
  }
}

function withChangeOf(name: string, found: Difference): Difference {
  if (found.properties.includes(name)) return found;
  const changes = [...found.changes, { path: name, kind: "update", replaces: false } as const];
  return { ...found, changes, properties: [...found.properties, name] };
}

/** The parameters that the user set: nothing is asked for that was not. */
function requestOptions(properties: Values): RequestOptions {
  const { attributes, attributeSets, resourceTypeSchemaVersion: version } = properties;
  return {
    query: {
      ...(typeof attributes === "string" && { attributes }),
      ...(isList(attributeSets) && { attributeSets: attributeSets.map((set: Value) => String(set)) }),
    },
    ...(typeof version === "string" && version !== UNKNOWN && { headers: { resource_type_schema_version: version } }),
  };
}
