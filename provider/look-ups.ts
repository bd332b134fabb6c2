import { createHash } from "node:crypto";
import type { Collection } from "../identity-domain/identity-domain.ts";
import { functionShape } from "./property-table/property-table.ts";
import type { Domains } from "./requests/configuration.ts";
import { filledFromDomainJson } from "./values/domain-json.ts";
import { isAbsent, isList, type Value, type Values, withSecrets } from "./values/property-values.ts";

/** What distinguishes one look-up from another. */
export interface LookUp {
  /** Pulumi's name of the function. */
  readonly token: string;
  readonly collection: Collection;
  /** The argument that filters the results. */
  readonly filter: string;
  /** The argument that limits the number of results. */
  readonly count: string;
  /** The list of what was found, in the result. */
  readonly found: string;
}

/** The look-ups, by Pulumi's name. */
export const lookUps: ReadonlyMap<string, LookUp> = new Map(
  [
    lookUp("getDomainsApps", "Apps", "app"),
    lookUp("getDomainsAppRoles", "AppRoles", "appRole"),
    lookUp("getDomainsUsers", "Users", "user"),
    lookUp("getDomainsGroups", "Groups", "group"),
    lookUp("getDomainsGrants", "Grants", "grant"),
    lookUp("getDomainsNetworkPerimeters", "NetworkPerimeters", "networkPerimeter"),
    lookUp("getDomainsOauthClientCertificates", "OAuthClientCertificates", "oauthClientCertificate"),
  ].map((one) => [one.token, one]),
);

/** Runs look-ups. The same one is run only once, however often it is requested, unless it fails. */
export class LookUps {
  readonly #domains: Domains;
  readonly #results = new Map<string, Promise<Values>>();

  constructor(domains: Domains) {
    this.#domains = domains;
  }

  /** Runs a look-up with one GET. Members without a value are `""`, `false`, `0` or `[]`. */
  run(lookUp: LookUp, args: Values): Promise<Values> {
    const key = keyOf(lookUp, args);
    const known = this.#results.get(key);
    if (known !== undefined) return known;
    const result = this.#request(lookUp, args);
    this.#results.set(key, result);
    result.catch(() => this.#results.delete(key));
    return result;
  }

  async #request(lookUp: LookUp, args: Values): Promise<Values> {
    const shape = functionShape(lookUp.token) ?? {};
    const domain = await this.#domains.at(String(args.idcsEndpoint));
    const version = args.resourceTypeSchemaVersion;
    const answer = await domain.list(lookUp.collection, {
      query: {
        attributeSets: isList(args.attributeSets) ? args.attributeSets.map(String) : undefined,
        attributes: parameter(args.attributes),
        count: parameter(args[lookUp.count]),
        filter: parameter(args[lookUp.filter]),
        sortBy: parameter(args.sortBy),
        sortOrder: parameter(args.sortOrder),
        startIndex: parameter(args.startIndex),
      },
      ...(typeof version === "string" && { headers: { resource_type_schema_version: version } }),
      mayBeShared: true,
    });
    const items = answer.Resources.map((item) =>
      withSecrets(filledFromDomainJson(shape, item), ["clientSecret", "keyStorePassword"]),
    );
    return {
      ...args,
      [lookUp.found]: items,
      id: `IdentityDomains${lookUp.collection}DataSource-${digest(keyOf(lookUp, args))}`,
      itemsPerPage: answer.itemsPerPage,
      schemas: [...answer.schemas],
      startIndex: answer.startIndex,
      totalResults: answer.totalResults,
    };
  }
}

function lookUp(name: string, collection: Collection, kind: string): LookUp {
  return {
    token: `oci:Identity/${name}:${name}`,
    collection,
    filter: `${kind}Filter`,
    count: `${kind}Count`,
    found: `${kind}s`,
  };
}

function parameter(value: Value | undefined): string | number | undefined {
  return isAbsent(value) ? undefined : typeof value === "number" ? value : String(value);
}

function keyOf(lookUp: LookUp, args: Values): string {
  const given = Object.entries(args).filter(([, value]) => !isAbsent(value));
  return JSON.stringify([lookUp.token, given.sort(([one], [other]) => (one < other ? -1 : 1))]);
}

function digest(text: string): number {
  return createHash("sha256").update(text).digest().readUInt32BE();
}
