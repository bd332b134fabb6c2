import type { RequestOptions } from "../identity-domain/client.ts";
import { isNotFound } from "../identity-domain/identity-domain-error.ts";
import type { IdentityDomains } from "./configuration.ts";
import { importedInputs, refreshedInputs } from "./inputs.ts";
import { plan } from "./plan.ts";
import { resourceShape, type Shape } from "./property-table.ts";
import { entriesOf, isAbsent, isList, UNKNOWN, type Value, type Values } from "./property-values.ts";
import { resourceAddress } from "./resource-id.ts";
import type { ResourceType } from "./resource-type.ts";
import { fromWire, toWire } from "./wire.ts";

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
  readonly #domains: IdentityDomains;

  constructor(type: ResourceType, domains: IdentityDomains) {
    this.type = type;
    this.shape = resourceShape(type.token) ?? {};
    this.#domains = domains;
  }

  /** What is known of a resource before it is created. */
  previewCreate(inputs: Values): Values {
    return { ...plan(this.shape, inputs), ...meta, id: UNKNOWN };
  }

  /** What is known of a resource before it is updated. */
  previewUpdate(olds: Values, news: Values, ignored: readonly string[]): Values {
    return { ...this.#planned(olds, news, ignored), ...meta, ...(!isAbsent(olds.id) && { id: olds.id }) };
  }

  /** Creates a resource: one POST. */
  async create(inputs: Values): Promise<ResourceState> {
    const planned = plan(this.shape, inputs);
    const domain = await this.#domains.at(String(inputs.idcsEndpoint));
    const answer = await domain.create(this.type.collection, toWire(this.shape, inputs), requestOptions(planned));
    return this.#stateOf(answer as unknown as Values, planned);
  }

  /** Updates a resource: one PUT of all that it is to be. What cannot be changed is not in it. */
  async update(pulumiId: string, olds: Values, news: Values, ignored: readonly string[]): Promise<ResourceState> {
    const planned = this.#planned(olds, news, ignored);
    const { endpoint, id } = resourceAddress(this.type, pulumiId, olds.idcsEndpoint);
    const changeable = entriesOf(planned).filter(([name]) => !this.shape[name]?.forceNew);
    const body = { ...toWire(this.shape, Object.fromEntries(changeable), olds), id };
    const domain = await this.#domains.at(endpoint);
    const answer = await domain.replace(this.type.collection, id, body, requestOptions(planned));
    return this.#stateOf(answer as unknown as Values, planned);
  }

  /**
   * Reads a resource: one GET.
   *
   * @param inputs its inputs; without any it is imported
   * @returns undefined if it is gone
   */
  async read(pulumiId: string, properties: Values, inputs: Values): Promise<ReadState | undefined> {
    const { endpoint, id } = resourceAddress(this.type, pulumiId, properties.idcsEndpoint ?? inputs.idcsEndpoint);
    const domain = await this.#domains.at(endpoint);
    try {
      const answer = await domain.read(this.type.collection, id, requestOptions(properties));
      const state = this.#stateOf(answer as unknown as Values, { ...properties, idcsEndpoint: endpoint });
      const isImport = entriesOf(inputs).length === 0;
      const found = state.properties;
      return {
        ...state,
        inputs: isImport ? importedInputs(this.shape, found) : refreshedInputs(this.shape, inputs, found),
      };
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** Deletes a resource; one that is gone already is deleted. */
  async remove(pulumiId: string, properties: Values): Promise<void> {
    const { endpoint, id } = resourceAddress(this.type, pulumiId, properties.idcsEndpoint);
    await this.type.remove(await this.#domains.at(endpoint), id, properties);
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
