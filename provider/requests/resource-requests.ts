import type {
  IdentityDomain,
  Query,
  RequestOptions,
  ScimResource,
  StoredResource,
} from "../../identity-domain/identity-domain.ts";
import { resourceShape, type Shape } from "../property-table/property-table.ts";
import type { ResourceType } from "../types/resource-type.ts";
import { fromWire, requestProperties, toWire } from "../values/domain-json.ts";
import { entriesOf, isAbsent, isEmpty, isList, UNKNOWN, type Value, type Values } from "../values/property-values.ts";
import { stackOf } from "./ownership.ts";
import type { Run } from "./run.ts";
import { listAll } from "./stack-lists.ts";

/** A resource as the engine is to store it. */
export interface ResourceState {
  readonly id: string;
  readonly properties: Values;
}

/** Kept in the state for the official plugin's sake: its time limits. */
export const meta = {
  __meta: JSON.stringify({
    "e2bfb730-ecaa-11e6-8f88-34363bc7c4c0": { create: 12e11, delete: 12e11, update: 12e11 },
  }),
};

/** The requests for the resources of one type, and what the engine is to store of their answers. */
export class ResourceRequests {
  readonly type: ResourceType;
  readonly shape: Shape;
  readonly #run: Run;

  constructor(type: ResourceType, run: Run) {
    this.type = type;
    this.shape = resourceShape(type.token) ?? {};
    this.#run = run;
  }

  /** Creates a resource: one POST of what the program says. */
  create(domain: IdentityDomain, inputs: Values): Promise<StoredResource> {
    return domain.create(this.type.collection, toWire(this.shape, inputs), requestOptions(inputs));
  }

  /** Reads a resource with one GET, as its properties say. @throws IdentityDomainError `NOT_FOUND` */
  read(domain: IdentityDomain, id: string, properties: Values): Promise<StoredResource> {
    return domain.read(this.type.collection, id, requestOptions(properties));
  }

  /** The resource in the list of its stack, if it carries a stack's tags and the list shows all that the state knows of it. */
  async listed(domain: IdentityDomain, id: string, properties: Values): Promise<StoredResource | undefined> {
    const stack = stackOf(properties);
    if (stack === undefined) return undefined;
    const { collection, notShown } = this.type;
    const found = await this.#run.stackLists.find(domain, collection, id, stack, requestOptions(properties));
    const isComplete = Object.entries(this.shape).every(
      ([name, { wire }]) =>
        requestProperties.has(name) ||
        notShown.includes(name) ||
        isEmpty(properties[name]) ||
        !isAbsent(found?.[wire ?? name] as Value),
    );
    return isComplete ? found : undefined;
  }

  /** All resources that a query finds. */
  find(domain: IdentityDomain, query: Query): Promise<StoredResource[]> {
    return listAll(domain, this.type.collection, { query });
  }

  /** Replaces a resource: one PUT of all that it is to be. What cannot be changed is not in it. */
  replace(domain: IdentityDomain, id: string, olds: Values, planned: Values): Promise<ResourceState> {
    const changeable = entriesOf(planned).filter(([name]) => !this.shape[name]?.forceNew);
    return this.put(domain, id, { ...toWire(this.shape, Object.fromEntries(changeable), olds), id }, planned);
  }

  /** Replaces a resource by a body, and reads the answer as what was planned. */
  async put(domain: IdentityDomain, id: string, body: ScimResource, planned: Values): Promise<ResourceState> {
    const { collection } = this.type;
    const answer = await this.writing(() => domain.replace(collection, id, body, requestOptions(planned)));
    return this.stateOf(answer, planned);
  }

  /** Writes; what was listed before is forgotten. */
  async writing<T>(write: () => Promise<T>): Promise<T> {
    this.#run.stackLists.forget();
    try {
      return await write();
    } finally {
      this.#run.stackLists.forget();
    }
  }

  /**
   * What the domain holds, whatever was planned; of the inputs, only what no answer shows.
   */
  foundIn(answer: StoredResource, inputs: Values): ResourceState {
    const asked = Object.entries(inputs).filter(
      ([name]) => requestProperties.has(name) || this.type.notShown.includes(name),
    );
    return this.stateOf(answer, Object.fromEntries(asked));
  }

  /**
   * A resource as an answer shows it; plain attributes that it does not hold keep their value.
   *
   * @param before the properties as they were planned or stored
   */
  stateOf(answer: StoredResource, before: Values): ResourceState {
    const found = answer as unknown as Values;
    const kept = this.type.notShown.filter(
      (name) => isAbsent(found[this.shape[name]?.wire ?? name]) && !isAbsent(before[name]) && before[name] !== UNKNOWN,
    );
    const properties = {
      ...fromWire(this.shape, found, before),
      ...Object.fromEntries(kept.map((name) => [name, before[name]])),
      ...meta,
      id: answer.id,
    };
    return { id: answer.id, properties };
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
