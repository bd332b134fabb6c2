import type {
  Collection,
  IdentityDomain,
  Query,
  RequestOptions,
  StoredResource,
} from "../../identity-domain/identity-domain.ts";
import { IdentityDomainError } from "../../identity-domain/identity-domain-error.ts";
import { attributeOf, resourceShape, type Shape } from "../property-table/property-table.ts";
import { fromDomainJson, requestProperties, toDomainJson } from "../values/domain-json.ts";
import { entriesOf, isAbsent, isEmpty, isList, UNKNOWN, type Value, type Values } from "../values/property-values.ts";
import { createOnce } from "./create-once.ts";
import { stackOf } from "./ownership.ts";
import type { Run } from "./run.ts";

/** A resource type, as far as requests depend on it. */
export interface RequestedType {
  /** Pulumi's name of the type. */
  readonly token: string;
  readonly collection: Collection;
  /** Attributes that the domain never shows: their properties keep the value that the program gave. */
  readonly notShown: readonly string[];
  /** What a resource is called in messages: `application "payments-ledger" (id 0123…)`. */
  readonly describe: (found: StoredResource) => string;
}

/** How to recognise the resource of the domain that an earlier or a lost request has created. */
export interface Twin {
  /** Finds it, perhaps among others. */
  readonly query: Query;
  /** Whether a resource that was found is the twin. */
  readonly isTwin: (found: Values) => boolean;
  /**
   * If there is none: how to recognise one that is the same and has no owner.
   * @default such a one is not looked for
   */
  readonly unowned?: Omit<Twin, "unowned">;
}

/** A resource as the engine is to store it. */
export interface ResourceState {
  readonly id: string;
  readonly properties: Values;
}

/** A resource that was created, or the twin that an earlier or a lost request has created. */
export type CreatedOrTwin = { readonly state: ResourceState } | { readonly twin: StoredResource };

/** Kept in the state for the official plugin: its time limits. */
export const meta = {
  __meta: JSON.stringify({
    "e2bfb730-ecaa-11e6-8f88-34363bc7c4c0": { create: 12e11, delete: 12e11, update: 12e11 },
  }),
};

/** The requests to one domain for resources of one type, and what the engine is to store of the answers. */
export class ResourceRequests {
  readonly type: RequestedType;
  readonly domain: IdentityDomain;
  readonly run: Run;
  readonly shape: Shape;

  constructor(type: RequestedType, domain: IdentityDomain, run: Run) {
    this.type = type;
    this.domain = domain;
    this.run = run;
    this.shape = resourceShape(type.token) ?? {};
  }

  /**
   * Creates a resource with one POST of what the program says. If the answer is lost or the domain reports a duplicate, the
   * resource's twin is looked for; without a twin to look for, the POST is not repeated.
   *
   * @param planned the properties that it is to have
   * @returns its state or, if that was found, its twin
   */
  async create(inputs: Values, planned: Values, twin: Twin | undefined): Promise<CreatedOrTwin> {
    const { collection } = this.type;
    const post = () => this.domain.create(collection, toDomainJson(this.shape, inputs), requestOptions(inputs));
    const find = async ({ query, isTwin }: Twin) => (await this.domain.listAll(collection, { query })).find(isTwin);
    const findUnowned = async ({ unowned }: Twin) =>
      unowned === undefined ? undefined : find(unowned).catch(noneIfRefused);
    const findTwin = twin && (async () => (await find(twin)) ?? findUnowned(twin));
    const { created, isTwin } = await this.writing(() => createOnce({ post, findTwin }, this.run));
    return isTwin ? { twin: created } : { state: this.stateOf(created, planned) };
  }

  /** Reads a resource with one GET, as its properties say. @throws IdentityDomainError `NOT_FOUND` */
  read(id: string, properties: Values): Promise<StoredResource> {
    return this.domain.read(this.type.collection, id, requestOptions(properties));
  }

  /**
   * Reads a resource together with the others of its stack, or with a GET: if it has no stack's tags, or if the list of the
   * stack shows less of it than the state contains.
   *
   * @throws IdentityDomainError `NOT_FOUND`
   */
  async readWithStack(id: string, properties: Values): Promise<StoredResource> {
    const stack = stackOf(properties);
    if (stack === undefined) return this.read(id, properties);
    const { collection, notShown } = this.type;
    const found = await this.run.stackLists.find(this.domain, collection, id, stack, requestOptions(properties));
    const isShown = (name: string): boolean =>
      requestProperties.has(name) || notShown.includes(name) || !isAbsent(this.#valueIn(found, name));
    const isComplete = Object.keys(this.shape).every((name) => isEmpty(properties[name]) || isShown(name));
    return found !== undefined && isComplete ? found : this.read(id, properties);
  }

  /** Replaces a resource: one PUT of all that it is to be, without properties that cannot be changed. */
  replace(id: string, olds: Values, planned: Values): Promise<ResourceState> {
    const changeable = entriesOf(planned).filter(([name]) => !this.shape[name]?.forceNew);
    return this.put(id, { ...toDomainJson(this.shape, Object.fromEntries(changeable), olds), id }, planned);
  }

  /** Replaces a resource by a body, and reads the answer as what was planned. */
  async put(id: string, body: Values, planned: Values): Promise<ResourceState> {
    const { collection } = this.type;
    const answer = await this.writing(() => this.domain.replace(collection, id, body, requestOptions(planned)));
    return this.stateOf(answer, planned);
  }

  /** Deletes a resource. @throws IdentityDomainError `NOT_FOUND` */
  remove(id: string): Promise<void> {
    return this.domain.remove(this.type.collection, id);
  }

  /** Runs requests that write. Lists that were read before are discarded. */
  writing<T>(write: () => Promise<T>): Promise<T> {
    return this.run.stackLists.discardedBy(write);
  }

  /** What the domain has, whatever was planned; of the inputs, only what no answer shows. */
  foundIn(answer: StoredResource, inputs: Values): ResourceState {
    const { notShown } = this.type;
    const kept = Object.entries(inputs).filter(([name]) => requestProperties.has(name) || notShown.includes(name));
    return this.stateOf(answer, Object.fromEntries(kept));
  }

  /**
   * A resource as an answer shows it; plain attributes that the answer does not contain keep their value.
   *
   * @param before the properties as they were planned or stored
   */
  stateOf(answer: StoredResource, before: Values): ResourceState {
    const kept = this.type.notShown.filter(
      (name) => isAbsent(this.#valueIn(answer, name)) && !isAbsent(before[name]) && before[name] !== UNKNOWN,
    );
    const properties = {
      ...fromDomainJson(this.shape, answer, before),
      ...Object.fromEntries(kept.map((name) => [name, before[name]])),
      ...meta,
      id: answer.id,
    };
    return { id: answer.id, properties };
  }

  #valueIn(resource: StoredResource | undefined, name: string): Value | undefined {
    return resource?.[attributeOf(name, this.shape[name] ?? {})];
  }
}

/** A look-up that only adds to another one: that it is refused must not hide what the creation was refused for. */
function noneIfRefused(error: unknown): undefined {
  if (!(error instanceof IdentityDomainError)) throw error;
}

/** The parameters of requests that the program has set, and no others. */
export function requestOptions(properties: Values): RequestOptions {
  const { attributes, attributeSets, resourceTypeSchemaVersion: version } = properties;
  return {
    query: {
      ...(typeof attributes === "string" && { attributes }),
      ...(isList(attributeSets) && { attributeSets: attributeSets.map(String) }),
    },
    ...(typeof version === "string" && version !== UNKNOWN && { headers: { resource_type_schema_version: version } }),
  };
}
