import type { IdentityDomain } from "../../../identity-domain/identity-domain.ts";
import type { JsonObject } from "../../../identity-domain/json.ts";
import { attributeOf, type Property, resourceShape } from "../../../provider/property-table/property-table.ts";
import { fromDomainJson, toDomainJson } from "../../../provider/values/domain-json.ts";
import { plan } from "../../../provider/values/plan.ts";
import { appType } from "../world.ts";

const shape = resourceShape(appType) ?? {};

/**
 * An application as the official plugin changes it, by what was seen of that plugin:
 *
 * - For a string that is omitted or `""`, and for a list of objects that is omitted or empty, it plans nothing.
 * - A PUT has all that the state has, except `name` and empty lists that were empty before.
 * - The `""` of an input comes into the state with the first update. Then it is in each PUT.
 */
export class OfficialPlugin {
  readonly #domain: IdentityDomain;
  #state: JsonObject = {};

  constructor(domain: IdentityDomain) {
    this.#domain = domain;
  }

  /** The application's properties in the state. */
  get state(): JsonObject {
    return this.#state;
  }

  /** Takes over a state, such as another plugin's. */
  takeOver(state: JsonObject): void {
    this.#state = state;
  }

  async create(inputs: JsonObject): Promise<void> {
    const answer = await this.#domain.create("Apps", toDomainJson(shape, inputs), queryOf(inputs));
    this.#state = { ...fromDomainJson(shape, answer, inputs), id: answer.id };
  }

  async update(inputs: JsonObject): Promise<void> {
    const planned = plan(shape, Object.fromEntries(Object.entries(inputs).filter(isPlanned)), this.#state);
    const changeable = Object.entries(planned).filter(([name]) => !shape[name]?.forceNew);
    const body = {
      ...toDomainJson(shape, Object.fromEntries(changeable), this.#state),
      ...this.#emptyStrings(planned),
    };
    const id = String(this.#state.id);
    const answer = await this.#domain.replace("Apps", id, { ...body, id }, queryOf(inputs));
    const empty = Object.entries(inputs).filter(([, value]) => value === "");
    this.#state = { ...fromDomainJson(shape, answer, inputs), ...Object.fromEntries(empty), id };
  }

  #emptyStrings(planned: JsonObject): JsonObject {
    const empty = Object.keys(planned).filter((name) => planned[name] === "" && this.#state[name] === "");
    return Object.fromEntries(empty.map((name) => [attributeOf(name, shape[name] ?? {}), ""]));
  }
}

function isPlanned([name, value]: [string, unknown]): boolean {
  const { kind } = shape[name] ?? ({} as Partial<Property>);
  return value !== "" && !(kind === "objects" && Array.isArray(value) && value.length === 0);
}

function queryOf({ attributeSets }: JsonObject) {
  return { query: { ...(Array.isArray(attributeSets) && { attributeSets: attributeSets.map(String) }) } };
}
