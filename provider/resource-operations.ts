import { IdentityDomainError, isNotFound } from "../identity-domain/identity-domain-error.ts";
import { Claims } from "./duplicate-declarations.ts";
import type { Shape } from "./property-table/property-table.ts";
import { createOnce } from "./requests/create-once.ts";
import { type ResourceAddress, resourceAddress } from "./requests/resource-id.ts";
import { meta, ResourceRequests, type ResourceState } from "./requests/resource-requests.ts";
import type { Run } from "./requests/run.ts";
import { takeOver } from "./requests/take-over.ts";
import {
  adoptedInputs,
  changeAdopted,
  findAdopted,
  isAdoption,
  readWhole,
  refuseAnotherOcid,
} from "./types/app/adopt.ts";
import { isRotation, rotate } from "./types/app/regenerate-secret.ts";
import type { ResourceType } from "./types/resource-type.ts";
import { type Difference, difference } from "./values/diff.ts";
import { importedInputs, refreshedInputs } from "./values/inputs-after-read.ts";
import { plan } from "./values/plan.ts";
import { entriesOf, isAbsent, UNKNOWN, type Values } from "./values/property-values.ts";

/** A resource that was read, with what a program that declares it as it is would say. */
export interface ReadState extends ResourceState {
  readonly inputs: Values;
}

/** The operations on the resources of one type. */
export class ResourceOperations {
  readonly type: ResourceType;
  readonly shape: Shape;
  readonly #requests: ResourceRequests;
  readonly #run: Run;
  readonly #claims = new Claims();

  constructor(type: ResourceType, run: Run) {
    this.type = type;
    this.#requests = new ResourceRequests(type, run);
    this.shape = this.#requests.shape;
    this.#run = run;
  }

  /** How a resource of the state differs from what the program says; no request. */
  difference(urn: string, pulumiId: string, olds: Values, news: Values, ignored: readonly string[]): Difference {
    const found = difference(this.shape, olds, adoptedInputs(this.type, news, olds), ignored);
    const { endpoint, id } = resourceAddress(this.type, pulumiId, olds.idcsEndpoint);
    this.#claims.name(id, urn);
    // An adopted application is never deleted to be adopted again.
    if (found.replaces.length > 0)
      return isAdoption(this.type, news) ? { ...found, deleteBeforeReplace: false } : found;
    this.#claims.keep(id, urn);
    const isLeftInactive = news.active === true && this.#run.interruptedDeletes.read(endpoint, id) !== undefined;
    return isLeftInactive ? withChangeOf("active", found) : found;
  }

  /** What is known of a resource before it is created. */
  previewCreate(inputs: Values): Values {
    return { ...plan(this.shape, inputs), ...meta, id: UNKNOWN };
  }

  /** What is known of a resource before it is updated. */
  previewUpdate(olds: Values, news: Values, ignored: readonly string[]): Values {
    refuseAnotherOcid(this.type, olds, news);
    const planned = this.#planned(olds, news, ignored);
    return {
      ...planned,
      ...(isRotation(this.type, olds, planned) && { clientSecret: UNKNOWN }),
      ...meta,
      ...(!isAbsent(olds.id) && { id: olds.id }),
    };
  }

  /**
   * Creates a resource: one POST. If it has been made already, by a request whose answer was lost, it is taken over. An
   * application whose OCID the program gives is adopted.
   */
  async create(urn: string, inputs: Values): Promise<ResourceState> {
    const domain = await this.#run.domains.at(String(inputs.idcsEndpoint));
    if (isAdoption(this.type, inputs)) {
      const app = await findAdopted(domain, inputs);
      this.#claims.adopt(app.id, urn);
      return changeAdopted(this.#requests, domain, app, inputs);
    }
    const post = () => this.#requests.create(domain, inputs);
    const twin = this.type.twinOf(inputs);
    const findTwin = async () => {
      if (twin === undefined) return undefined;
      const found = await this.#requests.find(domain, twin.query);
      return found.find((candidate) => twin.isTwin(candidate as unknown as Values));
    };
    const creation = { ...this.#run, ...(twin === undefined && { creations: 0, pause: async () => {} }) };
    try {
      const { made: resource, isTwin } = await this.#requests.writing(() => createOnce({ post, findTwin }, creation));
      if (isTwin) {
        this.#claims.takeOver(resource.id, urn);
        return await takeOver(this.#requests, domain, resource, inputs);
      }
      this.#claims.create(resource.id, urn);
      return this.#requests.stateOf(resource, plan(this.shape, inputs));
    } catch (error) {
      const isConflict = error instanceof IdentityDomainError && error.code === "CONFLICT";
      throw isConflict ? await this.type.explainConflict(domain, inputs, error) : error;
    }
  }

  /**
   * Updates a resource: one PUT of all that it is to be. What cannot be changed is not in it. An application whose tag
   * `secret-version` changes gets a new client secret.
   */
  async update(
    urn: string,
    pulumiId: string,
    olds: Values,
    news: Values,
    ignored: readonly string[],
  ): Promise<ResourceState> {
    refuseAnotherOcid(this.type, olds, news);
    const { endpoint, id } = resourceAddress(this.type, pulumiId, olds.idcsEndpoint);
    this.#claims.keep(id, urn);
    try {
      const state = await this.#change({ endpoint, id }, olds, news, ignored);
      this.#run.interruptedDeletes.clear(endpoint, id);
      return state;
    } catch (error) {
      if (!(error instanceof IdentityDomainError)) throw error;
      if (error.code === "CONFLICT") {
        throw await this.type.explainConflict(await this.#run.domains.at(endpoint), news, error, id);
      }
      if (!isNotFound(error)) throw error;
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
        (isImport ? undefined : await this.#requests.listed(domain, id, properties)) ??
        (await this.#requests.read(domain, id, properties));
      const state = this.#requests.stateOf(answer, { ...properties, idcsEndpoint: endpoint });
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
      await this.#requests.writing(() => this.type.remove({ domain, endpoint, id, properties, run: this.#run }));
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    this.#run.interruptedDeletes.clear(endpoint, id);
    this.#claims.remove(id);
  }

  async #change(
    address: ResourceAddress,
    olds: Values,
    news: Values,
    ignored: readonly string[],
  ): Promise<ResourceState> {
    const { endpoint, id } = address;
    const domain = await this.#run.domains.at(endpoint);
    // Others change an adopted application too: what the state has of it may be out of date.
    if (isAdoption(this.type, news))
      return changeAdopted(this.#requests, domain, await readWhole(domain, id, news), news, ignored);
    const planned = this.#planned(olds, news, ignored);
    if (!isRotation(this.type, olds, planned)) return this.#requests.replace(domain, id, olds, planned);
    return rotate(this.#requests, this.#run, { domain, endpoint, id }, olds, planned);
  }

  #planned(olds: Values, news: Values, ignored: readonly string[]): Values {
    const planned = plan(this.shape, adoptedInputs(this.type, news, olds), olds);
    return {
      ...planned,
      ...Object.fromEntries(ignored.filter((name) => name in planned).map((name) => [name, olds[name]])),
    };
  }
}

function withChangeOf(name: string, found: Difference): Difference {
  if (found.properties.includes(name)) return found;
  const changes = [...found.changes, { path: name, kind: "update", replaces: false } as const];
  return { ...found, changes, properties: [...found.properties, name] };
}
